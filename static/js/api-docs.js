/* The reference of the API, drawn by Swagger UI from the description this site serves. */

const reference = document.querySelector("#reference");

function token() {
  const cookie = document.cookie.split("; ").find((pair) => pair.startsWith("csrftoken="));
  return cookie ? decodeURIComponent(cookie.slice("csrftoken=".length)) : "";
}

function withToken(request) {
  if (request.method && request.method.toUpperCase() !== "GET") {
    request.headers["X-CSRFToken"] = token();
  }
  return request;
}

window.SwaggerUIBundle({
  url: reference.dataset.description,
  domNode: reference,
  presets: [window.SwaggerUIBundle.presets.apis],
  layout: "BaseLayout",
  deepLinking: true,
  requestInterceptor: withToken,
});

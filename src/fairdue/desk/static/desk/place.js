// Moves the mark on the map of one address: by a click, and by the arrow keys. The server draws it
// again; without this script the buttons beside the map do the same.
const map = document.querySelector(".place-map svg");
const form = map?.closest("form");

function press(value) {
  form.querySelector(`button[value="${value}"]`).click();
}

map?.addEventListener("click", (event) => {
  const box = map.getBoundingClientRect();
  const x = ((event.clientX - box.left) / box.width) * 800 - 400;
  const y = ((event.clientY - box.top) / box.height) * 460 - 230;
  const latitude = form.elements.latitude;
  const longitude = form.elements.longitude;
  latitude.value = (Number(latitude.value) - y / Number(map.dataset.perDegree)).toFixed(6);
  longitude.value = (Number(longitude.value) + x / Number(map.dataset.across)).toFixed(6);
  press("look");
});

const KEYS = { ArrowUp: "north", ArrowDown: "south", ArrowLeft: "west", ArrowRight: "east",
  "+": "nearer", "=": "nearer", "-": "farther" };
map?.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || !KEYS[event.key]) return;
  event.preventDefault();
  sessionStorage.setItem("place-focus", "map");
  press(KEYS[event.key]);
});

if (map && sessionStorage.getItem("place-focus") === "map") {
  sessionStorage.removeItem("place-focus");
  map.focus();
}

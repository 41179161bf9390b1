/* Sets the colour scheme that the reader chose on this device, if any, before the first paint. */
document.documentElement.dataset.js = "";
try {
  document.documentElement.dataset.scheme = localStorage.getItem("recap-scheme") ?? "auto";
} catch {
  document.documentElement.dataset.scheme = "auto"; // storage is blocked: the choice lasts as long as the page
}

// Package browser holds the tests that drive a real Chromium over a real market:
// the whole way from a search to an order, on a phone and on a desk, with and
// without scripts, in both languages, and an accessibility check of every kind of
// page. They skip, and say why, where there is no Chromium or no axe-core.
package browser

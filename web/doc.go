// Package web is the only room that speaks HTTP: pages, assets and, mounted
// beside them, the JSON API. It promises that a page shows a star only while the
// certificate behind it counts, that anonymous pages hold nothing personal and
// set no cookie, and that everything works without JavaScript.
//
// To add a page:
//
//   - declare its struct with Page embedded, and name it with its template in pageKinds (render.go);
//   - write templates/NAME.html (or templates/shop/NAME.html, named "shop/NAME") that defines "main";
//   - put its words into Messages (i18n.go) in both languages;
//   - write the handler as a method func(*gin.Context) error: parse, call the domain, then s.render or redirect;
//   - register it in routes.go through s.lay with what the policy calls it, with s.anonymous(h) if it shows every caller the same page,
//     with s.page(h) if it does not (such a page is never kept), and add a Limit if guessing it could pay;
//   - give new errors of the domain a row in the table of errors.go.
//
// Templates get the page's struct. {{.Link "/gio-hang"}} keeps the language,
// {{icon "i-plus"}} draws a symbol of the sprite, {{.T}} holds the words.
package web

package desk

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/web"
)

// Ask is a request that the policy let through: who asks, and about which object.
type Ask struct {
	*gin.Context
	Who    policy.Actor
	Object policy.Object // of the route's kind; zero where the route names none
	Lang   web.Lang
	desks  *Desks
}

// Ctx is the request's context; what is written with it is audited in the name of who asks.
func (a *Ask) Ctx() context.Context { return a.Request.Context() }

// ID is the id in the address.
func (a *Ask) ID() string { return a.Param("id") }

// Say chooses the sentence of the language and puts values into it, if there are any.
func (a *Ask) Say(vi, en string, values ...any) string { return say(a.Lang, vi, en, values...) }

// Called is what something is called in the language of the page; by its Vietnamese name where it has no other.
func (a *Ask) Called(vi, en string) string {
	if a.Lang == web.EN && en != "" {
		return en
	}
	return vi
}

func say(lang web.Lang, vi, en string, values ...any) string {
	text := vi
	if lang == web.EN {
		text = en
	}
	if len(values) == 0 {
		return text
	}
	return fmt.Sprintf(text, values...)
}

// Form reads a form, with or without files.
func (a *Ask) Form() (url.Values, error) {
	var err error
	if strings.HasPrefix(a.ContentType(), "multipart/") {
		err = a.Request.ParseMultipartForm(4 << 20) // beyond it, files wait on disk
	} else {
		err = a.Request.ParseForm()
	}
	if err != nil {
		return nil, fmt.Errorf("read form: %w", err)
	}
	return a.Request.PostForm, nil
}

// See sends the browser on to a page after a form; the path is without its language.
func (a *Ask) See(path string) error { return web.See(a.Context, a.Lang.Path(path)) }

// SeeSaying sends the browser on, with a sentence that the page will show.
func (a *Ask) SeeSaying(path, sentence string) error {
	http.SetCookie(a.Writer, &http.Cookie{Name: sayCookie, Value: url.QueryEscape(sentence), Path: "/", MaxAge: 60, HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: a.desks.kit.Secure()})
	return a.See(path)
}

// sayCookie carries one sentence to the next page.
const sayCookie = "noi"

// said takes the sentence that the page before left.
func (a *Ask) said() string {
	cookie, err := a.Request.Cookie(sayCookie)
	if err != nil {
		return ""
	}
	http.SetCookie(a.Writer, &http.Cookie{Name: sayCookie, Path: "/", MaxAge: -1, HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: a.desks.kit.Secure()})
	sentence, err := url.QueryUnescape(cookie.Value)
	if err != nil {
		return ""
	}
	return sentence
}

// Kit is what the site gives to its rooms.
func (a *Ask) Kit() *web.Kit { return a.desks.kit }

// May reports whether who asks may do something else too, such as to show its button.
func (a *Ask) May(action policy.Action, o policy.Object) bool {
	return policy.May(a.Who, action, o) == nil
}

func queryEscape(s string) string { return url.QueryEscape(s) }

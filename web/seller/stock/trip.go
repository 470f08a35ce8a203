package stock

import (
	"net/url"
	"strings"
	"time"

	"github.com/ocopmarket/ocop/internal/vietnam"
)

// today is the day in Vietnam, as a date field holds it.
func (r *room) today() string { return r.now().In(vietnam.Zone).Format(time.DateOnly) }

// leaving reads the day on which goods set out: nil, which is today, where nobody says, and no day that the book would take for what is none.
func leaving(form url.Values) *time.Time {
	typed := strings.TrimSpace(form.Get("leaves"))
	if typed == "" {
		return nil
	}
	if day := dayOf(typed); day != nil {
		return day
	}
	return &time.Time{}
}

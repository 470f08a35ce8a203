package admin

import (
	"net/http"
	"strconv"
	"time"

	"github.com/ocopmarket/ocop/internal/settings"
	"github.com/ocopmarket/ocop/web/desk"
)

// setting is a setting as the page shows it.
type setting struct {
	Key, Name, Unit, Value string
	History                []past
}

// past is a change, with the name of whoever made it.
type past struct {
	From, To, Reason, Who string
	At                    time.Time
}

type settingsPage struct {
	desk.Page
	Settings []setting
	Reason   string
}

func (p *pages) showSettings(ask *desk.Ask) error {
	page, err := p.settingsPage(ask)
	if err != nil {
		return err
	}
	return ask.Render(http.StatusOK, "admin-settings", page)
}

func (p *pages) settingsPage(ask *desk.Ask) (*settingsPage, error) {
	list, err := p.settings(ask)
	return &settingsPage{Page: ask.NewPage(ask.Say("Cài đặt", "Settings")), Settings: list}, err
}

func (p *pages) settings(ask *desk.Ask) ([]setting, error) {
	states, err := p.Book.States(ask.Ctx())
	if err != nil {
		return nil, err
	}
	var people []string
	for _, s := range states {
		for _, h := range s.History {
			people = append(people, h.Person)
		}
	}
	names, err := p.names(ask.Ctx(), people)
	if err != nil {
		return nil, err
	}
	list := make([]setting, len(states))
	for i, s := range states {
		list[i] = setting{Key: s.Key, Name: ask.Say(s.VI, s.EN), Unit: ask.Say(s.UnitVI, s.UnitEN), Value: ask.Lang.Num(int(s.Value)), History: history(ask, s, names)}
	}
	return list, nil
}

func history(ask *desk.Ask, s settings.State, names map[string]string) []past {
	list := make([]past, len(s.History))
	for i, h := range s.History {
		list[i] = past{From: ask.Lang.Num(int(h.From)), To: ask.Lang.Num(int(h.To)), Reason: h.Reason, Who: names[h.Person], At: h.At}
	}
	return list
}

func (p *pages) changeSettings(ask *desk.Ask) error {
	form, err := ask.Form()
	if err != nil {
		return err
	}
	typed := map[string]string{}
	for name := range form {
		typed[name] = form.Get(name)
	}
	changed, err := p.Book.Set(ask.Ctx(), settings.Change{Values: typed, Reason: form.Get("ly-do")})
	if wrong, ok := desk.WrongOf(ask.Lang, err); ok {
		return p.refuseSettings(ask, typed, wrong)
	}
	if err != nil {
		return err
	}
	return ask.SeeSaying(settingsPath, ask.Say("Đã đổi %s cài đặt. Mọi máy theo trong vài giây.", "%s settings were changed. Every process follows within seconds.", strconv.Itoa(changed)))
}

// refuseSettings shows the form again with all that was typed.
func (p *pages) refuseSettings(ask *desk.Ask, typed map[string]string, wrong desk.Wrong) error {
	page, err := p.settingsPage(ask)
	if err != nil {
		return err
	}
	page.Wrong, page.Reason = wrong, typed["ly-do"]
	for i := range page.Settings {
		if text, ok := typed[page.Settings[i].Key]; ok {
			page.Settings[i].Value = text
		}
	}
	return ask.Render(http.StatusUnprocessableEntity, "admin-settings", page)
}

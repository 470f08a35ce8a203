package admin

import (
	"net/http"

	"github.com/ocopmarket/ocop/web/desk"
)

type homePage struct {
	desk.Page
	Letters  []letter
	Jobs     []job
	Engines  []engine
	Settings []setting
	Entries  []entry
	Backups  bool
	Reason   string
}

// onHome is how many letters and entries the first screen shows.
const onHome = 5

func (p *pages) showHome(ask *desk.Ask) error {
	page := &homePage{Page: ask.NewPage(ask.Say("Tình hình", "Overview")), Engines: p.engines(ask), Backups: p.Backups}
	var err error
	if page.Letters, err = p.letters(ask); err != nil {
		return err
	}
	if page.Jobs, err = p.jobs(ask); err != nil {
		return err
	}
	if page.Settings, err = p.settings(ask); err != nil {
		return err
	}
	found, err := p.entries(ask, "", "", onHome)
	if err != nil {
		return err
	}
	page.Entries = found.list
	return ask.Render(http.StatusOK, "admin-home", page)
}

// Down lists the engines that do not work.
func (p *homePage) Down() []engine {
	var down []engine
	for _, e := range p.Engines {
		if !e.OK() {
			down = append(down, e)
		}
	}
	return down
}

// Few is the letters that the first screen shows.
func (p *homePage) Few() []letter { return p.Letters[:min(len(p.Letters), onHome)] }

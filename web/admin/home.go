package admin

import (
	"net/http"

	"github.com/ocopmarket/ocop/web/desk"
)

type homePage struct {
	desk.Page
	Letters  []letter
	Jobs     []job // that somebody should look at, and the ones that matter most
	Rest     []job // the others, all well
	Engines  []engine
	Settings []setting
	Entries  []entry
	Chain    chain
	Backups  bool
	Reason   string
}

// onHome is how many letters and entries the first screen shows.
const onHome = 5

func (p *pages) showHome(ask *desk.Ask) error {
	page := &homePage{Page: ask.NewPage(ask.Say("Tình hình", "Overview")), Backups: p.Backups}
	for _, fill := range []func(*desk.Ask, *homePage) error{p.fillWork, p.fillEngines, p.fillBooks} {
		if err := fill(ask, page); err != nil {
			return err
		}
	}
	return ask.Render(http.StatusOK, "admin-home", page)
}

// fillWork tells of letters and jobs.
func (p *pages) fillWork(ask *desk.Ask, page *homePage) (err error) {
	if page.Letters, err = p.letters(ask); err != nil {
		return err
	}
	all, err := p.jobs(ask)
	if err != nil {
		return err
	}
	outbox, err := p.outboxRow(ask, len(page.Letters))
	if err != nil {
		return err
	}
	page.Jobs, page.Rest = sortJobs(append(all, outbox))
	return nil
}

func (p *pages) fillEngines(ask *desk.Ask, page *homePage) (err error) {
	page.Engines, err = p.engines(ask)
	return err
}

// fillBooks tells of settings and of the audit log.
func (p *pages) fillBooks(ask *desk.Ask, page *homePage) (err error) {
	if page.Settings, err = p.settings(ask); err != nil {
		return err
	}
	if page.Chain, err = p.chain(ask.Ctx()); err != nil {
		return err
	}
	found, err := p.entries(ask, "", "", onHome)
	page.Entries = found.list
	return err
}

// Down lists the engines that do not answer.
func (p *homePage) Down() []engine {
	var down []engine
	for _, e := range p.Engines {
		if e.Down {
			down = append(down, e)
		}
	}
	return down
}

// Few is the letters that the first screen shows.
func (p *homePage) Few() []letter { return p.Letters[:min(len(p.Letters), onHome)] }

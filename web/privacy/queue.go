package privacy

import (
	"errors"
	"net/http"
	"time"

	"github.com/ocopmarket/ocop/accounts/privacy"
	"github.com/ocopmarket/ocop/web/desk"
)

// queuePage is what waits, and what was answered last.
type queuePage struct {
	desk.Page
	Waiting  []row
	Answered []row
	More     string
	Late     int
}

// row is a request in the queue.
type row struct {
	request
	Who, OwnerName, ByName string
	Age, Left              string // in working time
	Overdue, Mine          bool
}

const (
	perPage  = 50
	answered = 20
)

func (r *room) queue(a *desk.Ask) error {
	p := &queuePage{Page: a.NewPage(a.Say("Dữ liệu cá nhân", "Personal data"))}
	waiting, err := r.Privacy.Waiting(a.Ctx(), perPage, a.Query("sau"))
	if err != nil {
		return err
	}
	done, err := r.Privacy.Answered(a.Ctx(), answered)
	if err != nil {
		return err
	}
	if p.Waiting, err = r.rows(a, waiting.Items, p.Now()); err != nil {
		return err
	}
	if p.Answered, err = r.rows(a, done, p.Now()); err != nil {
		return err
	}
	for _, one := range p.Waiting {
		if one.Overdue {
			p.Late++
		}
	}
	p.More = waiting.Next
	return a.Render(http.StatusOK, "privacy-queue", p)
}

// rows adds names and clocks to requests.
func (r *room) rows(a *desk.Ask, list []*privacy.Request, now time.Time) ([]row, error) {
	var ids []string
	for _, one := range list {
		ids = append(ids, one.Person, one.Owner, one.By)
	}
	names, err := r.Names.Names(a.Ctx(), ids)
	if err != nil {
		return nil, err
	}
	var rows []row
	for _, one := range list {
		rows = append(rows, r.row(a, one, names, now))
	}
	return rows, nil
}

func (r *room) row(a *desk.Ask, one *privacy.Request, names map[string]string, now time.Time) row {
	out := row{request: requestOf(a, one, now), Who: names[one.Person], OwnerName: names[one.Owner], ByName: names[one.By], Overdue: one.Late(now), Mine: one.Owner == a.Who.Person}
	if out.Who == "" {
		out.Who = a.Say("(đã xóa)", "(erased)")
	}
	calendar := r.Privacy.Calendar()
	out.Age = desk.WorkingTime(a.Lang, calendar.Between(one.At, now))
	if out.Overdue {
		out.Left = a.Say("quá %s", "%s late", desk.WorkingTime(a.Lang, calendar.Between(one.DueAt, now)))
	} else {
		out.Left = a.Say("còn %s", "%s left", desk.WorkingTime(a.Lang, calendar.Between(now, one.DueAt)))
	}
	return out
}

// requestPage is one request, to be answered.
type requestPage struct {
	desk.Page
	Row   row
	Typed struct{ Reason string }
}

func (r *room) showRequest(a *desk.Ask) error {
	return r.renderRequest(a, http.StatusOK, "", desk.Wrong{})
}

func (r *room) renderRequest(a *desk.Ask, status int, reason string, wrong desk.Wrong) error {
	one, err := r.Privacy.Get(a.Ctx(), a.ID())
	if err != nil {
		return err
	}
	p := &requestPage{Page: a.NewPage(nameOf(a, one.Kind))}
	p.Wrong, p.Typed.Reason = wrong, reason
	rows, err := r.rows(a, []*privacy.Request{one}, p.Now())
	if err != nil {
		return err
	}
	p.Row = rows[0]
	return a.Render(status, "privacy-request", p)
}

func (r *room) take(a *desk.Ask) error {
	err := r.Privacy.Take(a.Ctx(), a.Who.Person, a.ID())
	if err != nil && !errors.Is(err, privacy.ErrOver) {
		return err
	}
	return a.See(QueuePath + "/" + a.ID())
}

// decide answers with yes or no.
func (r *room) decide(a *desk.Ask) error {
	form, err := a.Form()
	if err != nil {
		return err
	}
	reason := form.Get("ly-do")
	if form.Get("tra-loi") == "lam" {
		_, err = r.Privacy.Grant(a.Ctx(), a.Who.Person, a.ID())
	} else {
		_, err = r.Privacy.Refuse(a.Ctx(), a.Who.Person, a.ID(), reason)
	}
	var stands privacy.Standing
	switch {
	case errors.As(err, &stands):
		return r.renderRequest(a, http.StatusConflict, reason, desk.Wrong{Say: a.Say(stands.VI, stands.EN)})
	case errors.Is(err, privacy.ErrOver):
		return a.SeeSaying(QueuePath, a.Say("Việc này đã được trả lời hoặc rút lại.", "This was answered or taken back already."))
	}
	if wrong, ok := desk.WrongOf(a.Lang, err); ok {
		return r.renderRequest(a, http.StatusUnprocessableEntity, reason, wrong)
	}
	if err != nil {
		return err
	}
	return a.SeeSaying(QueuePath, a.Say("Đã trả lời và báo cho người xin.", "Answered; who asked was told."))
}

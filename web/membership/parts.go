package membership

import (
	"fmt"
	"time"

	"github.com/ocopmarket/ocop/accounts/papers"
	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/accounts/review"
	"github.com/ocopmarket/ocop/web/desk"
)

// stateTag is a state as pages show it.
type stateTag struct {
	State review.State
	Words string
}

// Tag is where the case is.
func (p *sentPageOf) Tag() stateTag { return stateTag{p.Case.State, p.State()} }

// Tag is where the case is.
func (p *casePage) Tag() stateTag { return stateTag{p.Case.State, p.Case.StateWords} }

// file is a paper as pages list it.
type file struct{ ID, Name, Kind, Weight string }

func filesOf(ask *desk.Ask, list []*papers.Paper) []file {
	files := make([]file, len(list))
	for i, p := range list {
		kind := map[string]string{"application/pdf": "PDF", "image/jpeg": "JPEG", "image/png": "PNG"}[p.Type]
		files[i] = file{ID: p.ID, Name: p.Name, Kind: kind, Weight: weight(ask, p.Size)}
	}
	return files
}

// weight writes how large a file is.
func weight(ask *desk.Ask, bytes int64) string {
	if bytes < 1<<20 {
		return fmt.Sprintf("%s kB", ask.Lang.Num(int(max(bytes>>10, 1))))
	}
	return fmt.Sprintf("%s MB", ask.Lang.Decimal(float64(bytes*10>>20)/10))
}

// Files are the papers that were sent.
func (p *sentPageOf) Files() []file { return filesOf(p.Ask, p.Papers) }

// Files are the papers that were sent.
func (p *casePage) Files() []file { return filesOf(p.Ask, p.Papers) }

// Kinds are what one may use the market for.
func (p *claimPage) Kinds() []kindTile { return kinds(p.Ask, policy.KindProducer) }

// Clock writes the time of day in Vietnam, with the day.
func (p *claimPage) Clock(at time.Time) string { return p.Ask.Lang.Hour(at) }

// Roles are the roles that somebody may be invited to.
func (p *orgsPage) Roles() []desk.Option {
	return []desk.Option{
		{Value: string(policy.Staff), Label: p.Ask.Say("Nhân viên", "Staff"), Hint: p.Ask.Say("gói hàng, sửa sản phẩm, đếm kho", "packing, editing, counting"), Chosen: p.Typed.Role == policy.Staff},
		{Value: string(policy.Owner), Label: p.Ask.Say("Chủ sở hữu", "Owner"), Hint: p.Ask.Say("mọi việc, kể cả thành viên và giấy tờ", "everything, members and papers too"), Chosen: p.Typed.Role == policy.Owner},
	}
}

// Verdicts are what an officer may answer.
func (p *casePage) Verdicts() []desk.Option {
	all := []desk.Option{
		{Value: string(review.Accepted), Label: p.Ask.Say("Nhận", "Accept")},
		{Value: string(review.Incomplete), Label: p.Ask.Say("Cần bổ sung", "Ask for more")},
		{Value: string(review.Refused), Label: p.Ask.Say("Từ chối", "Refuse")},
	}
	var may []desk.Option
	for _, o := range all {
		if p.Case.State.CanBecome(review.State(o.Value)) {
			o.Chosen = string(p.Typed.To) == o.Value
			may = append(may, o)
		}
	}
	return may
}

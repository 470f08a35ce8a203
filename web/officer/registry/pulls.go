package registry

import (
	"fmt"
	"net/http"
	"strconv"

	"github.com/ocopmarket/ocop/catalog/pull"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/internal/vietnam"
	"github.com/ocopmarket/ocop/web"
	"github.com/ocopmarket/ocop/web/desk"
)

// pullRow is a pull as the table shows it.
type pullRow struct {
	*pull.Pull
	Clock, Day, By     string
	Path               string
	Diff               string
	Size               string // of the evidence
	Hash               string
	Say, Class, Symbol string
}

func pullRowOf(ask *desk.Ask, p *pull.Pull) pullRow {
	at := p.StartedAt.In(vietnam.Zone)
	row := pullRow{Pull: p, Clock: at.Format("15:04"), Day: at.Format(ask.Say("2/1", "2 Jan")), Path: ask.Lang.Path(pullPath(p.ID)), Diff: diffOf(ask, p), By: bySay(ask, p.Who)}
	size := 0
	for _, piece := range p.Evidence {
		size += piece.Size
	}
	row.Size = sizeOf(ask.Lang, size)
	if len(p.Evidence) > 0 {
		row.Hash = p.Evidence[0].SHA256
	}
	row.Say, row.Class, row.Symbol = outcomeOf(ask, p)
	return row
}

// bySay says at whose wish a pull was made.
func bySay(ask *desk.Ask, who string) string {
	if who == pull.Scheduled {
		return ask.Say("theo lịch", "on schedule")
	}
	return who
}

// sizeOf writes how large something is: "1,9 MB", "12 kB".
func sizeOf(lang web.Lang, bytes int) string {
	if bytes < 100_000 {
		return lang.Num(max(1, bytes/1000)) + " kB"
	}
	return lang.Decimal(float64(bytes/100_000)/10) + " MB"
}

func pullPath(id string) string { return registryPath + "/lan-keo/" + id }

// diffOf writes how many records came, went and changed.
func diffOf(ask *desk.Ask, p *pull.Pull) string {
	c := p.Counts
	switch {
	case p.Error != "":
		return ask.Say("chưa so", "not compared")
	case c.New+c.Gone+c.Changed == 0:
		return "±0"
	}
	return fmt.Sprintf("+%s −%s ±%s", ask.Lang.Num(c.New), ask.Lang.Num(c.Gone), ask.Lang.Num(c.Changed))
}

// outcomeOf says in a few words what came of a pull.
func outcomeOf(ask *desk.Ask, p *pull.Pull) (say, class, symbol string) {
	stopped := 0
	name := ""
	for _, d := range p.Provinces {
		if d.Stopped {
			stopped++
			name = provinceName(ask, d.Province)
		}
	}
	switch {
	case p.Error != "":
		return ask.Say("bỏ: hỏng sau %d trang", "dropped: broke after page %d", p.Pages), "tag--danger", "i-warning"
	case p.Approved != "":
		return ask.Say("cán bộ quyết ở %s", "officers decided in %s", approvedName(ask, p.Approved)), "tag--ok", "i-check"
	case stopped == 1:
		return ask.Say("bị dừng ở %s", "stopped in %s", name), "tag--warn", "i-clock"
	case stopped > 1:
		return ask.Say("bị dừng ở %d tỉnh", "stopped in %d provinces", stopped), "tag--warn", "i-clock"
	case p.Counts.Refused > 0:
		return ask.Say("%d bản ghi không dùng được, giữ làm chứng", "%d records unusable, kept as evidence", p.Counts.Refused), "tag--warn", "i-warning"
	case p.Counts.New+p.Counts.Changed+p.Counts.Gone == 0:
		return ask.Say("không đổi", "no change"), "", "i-check"
	}
	return ask.Say("đã nhận", "taken"), "tag--ok", "i-check"
}

func approvedName(ask *desk.Ask, id string) string {
	if id == "unmapped" {
		id = ""
	}
	return provinceName(ask, id)
}

// pullsPage lists all pulls.
type pullsPage struct {
	desk.Page
	Rows  []pullRow
	Total int
	Next  string
}

// showPulls serves GET /can-bo/so-quoc-gia/lan-keo, with ?sau= for the next page.
func (r *room) showPulls(ask *desk.Ask) error {
	page, err := pull.Page(ask.Ctx(), r.DB, pageSize, ask.Query("sau"))
	if err != nil {
		return err
	}
	p := &pullsPage{Page: ask.NewPage(ask.Say("Các lần kéo", "All pulls"))}
	p.Crumbs = []web.Crumb{{Name: ask.Say("Sổ quốc gia", "National registry"), Path: registryPath}, {Name: p.Title}}
	if p.Total, err = pull.Count(ask.Ctx(), r.DB); err != nil {
		return err
	}
	for _, one := range page.Items {
		p.Rows = append(p.Rows, pullRowOf(ask, one))
	}
	if page.Next != "" {
		p.Next = ask.Lang.Path(registryPath+"/lan-keo") + "?sau=" + page.Next
	}
	return ask.Render(http.StatusOK, "registry-pulls", p)
}

// pullPage shows one pull with its evidence and its difference.
type pullPage struct {
	desk.Page
	Row    pullRow
	Diffs  []diffRow
	Pieces []pieceRow
}

// diffRow is what a pull did to one province.
type diffRow struct {
	pull.Difference
	Name      string
	Confirmed bool
}

// pieceRow is a kept object of the evidence.
type pieceRow struct {
	pull.Piece
	Path   string
	Weight string
}

// showPull serves GET /can-bo/so-quoc-gia/lan-keo/:id.
func (r *room) showPull(ask *desk.Ask) error {
	one, err := pull.ByID(ask.Ctx(), r.DB, ask.ID())
	if err != nil {
		return err
	}
	p := &pullPage{Page: ask.NewPage(ask.Say("Lần kéo %s", "Pull of %s", ask.Lang.Moment(one.StartedAt))), Row: pullRowOf(ask, one)}
	p.Crumbs = []web.Crumb{{Name: ask.Say("Sổ quốc gia", "National registry"), Path: registryPath}, {Name: ask.Say("Các lần kéo", "All pulls"), Path: registryPath + "/lan-keo"}, {Name: ask.Lang.Moment(one.StartedAt)}}
	for _, d := range one.Provinces {
		if ask.Who.Province == "" || ask.Who.Province == d.Province {
			p.Diffs = append(p.Diffs, diffRow{Difference: d, Name: provinceName(ask, d.Province)})
		}
	}
	for i, piece := range one.Evidence {
		p.Pieces = append(p.Pieces, pieceRow{Piece: piece, Path: pullPath(one.ID) + "/bang-chung?so=" + strconv.Itoa(i+1), Weight: sizeOf(ask.Lang, piece.Size)})
	}
	return ask.Render(http.StatusOK, "registry-pull", p)
}

// readEvidence serves GET /can-bo/so-quoc-gia/lan-keo/:id/bang-chung?so=1: what the registry answered, as it was kept.
func (r *room) readEvidence(ask *desk.Ask) error {
	one, err := pull.ByID(ask.Ctx(), r.DB, ask.ID())
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(ask.Query("so"))
	if err != nil || n < 1 || n > len(one.Evidence) {
		return fmt.Errorf("evidence %q of %s: %w", ask.Query("so"), one.ID, store.ErrNotFound)
	}
	blob, err := r.Evidence.Get(ask.Ctx(), one.Evidence[n-1].Name)
	if err != nil {
		return fmt.Errorf("evidence of %s: %w", one.ID, err)
	}
	defer blob.Close()
	h := ask.Writer.Header()
	h.Set("Content-Type", "application/zstd")
	h.Set("Content-Disposition", fmt.Sprintf(`attachment; filename="%s-%d.zst"`, one.ID, n))
	h.Set("Cache-Control", "private, no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	http.ServeContent(ask.Writer, ask.Request, "", blob.Modified, blob)
	return nil
}

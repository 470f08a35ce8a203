package privacy

import (
	"bytes"
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/ocopmarket/ocop/accounts/privacy"
	"github.com/ocopmarket/ocop/web/desk"
)

// ownPage is what somebody sees of their own data.
type ownPage struct {
	desk.Page
	Held     []held
	Consents []consent
	Requests []request
	Typed    struct{ Note string }
	// Link leads to the copy; empty unless one was just made.
	Link      string
	LinkUntil time.Time
}

// held is a sort of data that is kept.
type held struct{ What, Why, Until string }

// consent is something that one may agree to.
type consent struct {
	privacy.Stand
	Say string
}

// request is something that was asked.
type request struct {
	*privacy.Request
	Name, State, Class, Icon string
	Fetch                    bool // whether a copy can be fetched
}

func (r *room) show(a *desk.Ask) error { return r.renderOwn(a, http.StatusOK, &ownPage{}) }

func (r *room) renderOwn(a *desk.Ask, status int, p *ownPage) error {
	wrong := p.Wrong
	p.Page = a.NewPage(a.Say("Dữ liệu của tôi", "My data"))
	p.Wrong, p.Held = wrong, heldOf(a)
	stands, err := r.Privacy.Consents(a.Ctx(), a.Who.Person)
	if err != nil {
		return err
	}
	for _, s := range stands {
		text := s.Purpose.Text()
		p.Consents = append(p.Consents, consent{Stand: s, Say: a.Say(text.VI, text.EN)})
	}
	asked, err := r.Privacy.Own(a.Ctx(), a.Who.Person)
	if err != nil {
		return err
	}
	for _, one := range asked {
		p.Requests = append(p.Requests, requestOf(a, one, p.Now()))
	}
	return a.Render(status, "privacy-own", p)
}

// heldOf says what is kept about people, why, and until when.
func heldOf(a *desk.Ask) []held {
	return []held{
		{a.Say("Tên, thư, điện thoại, ngôn ngữ", "Name, mail address, phone, language"), a.Say("để có tài khoản", "for the account"), a.Say("đến khi xóa", "until it is erased")},
		{a.Say("Sổ địa chỉ", "Address book"), a.Say("để giao hàng", "for deliveries"), a.Say("đến khi xóa", "until it is erased")},
		{a.Say("Đơn đã đặt", "Orders"), a.Say("hợp đồng, và luật kế toán", "the contract, and accounting law"), a.Say("chứng từ 10 năm", "vouchers for 10 years")},
		{a.Say("Máy đã đăng nhập", "Devices that signed in"), a.Say("an toàn của tài khoản", "the safety of the account"), a.Say("30 ngày", "30 days")},
		{a.Say("Thông báo", "Notices"), a.Say("để báo tin cho bạn", "to tell you things"), a.Say("một năm", "one year")},
		{a.Say("Việc bạn làm, trong nhật ký", "What you did, in the audit log"), a.Say("luật đòi truy được; chỉ ghi mã số", "the law wants it traceable; by number only"), a.Say("không xóa", "not erased")},
	}
}

// stateOf is the look of a request's state.
func stateOf(a *desk.Ask, s privacy.State) (word, class, icon string) {
	switch s {
	case privacy.Open:
		return a.Say("chờ trả lời", "waits for an answer"), "tag--warn", "i-clock"
	case privacy.Granted:
		return a.Say("đang xóa", "being erased"), "tag--info", "i-clock"
	case privacy.Ready:
		return a.Say("đã sẵn sàng", "ready"), "tag--ok", "i-check"
	case privacy.Done:
		return a.Say("đã xong", "done"), "tag--ok", "i-check"
	case privacy.Refused:
		return a.Say("không làm được", "refused"), "tag--danger", "i-ban"
	}
	return a.Say("đã rút lại", "taken back"), "tag--info", "i-undo"
}

func nameOf(a *desk.Ask, k privacy.Kind) string {
	if k == privacy.Erasure {
		return a.Say("Xin xóa dữ liệu", "Erasure")
	}
	return a.Say("Xin bản sao dữ liệu", "A copy of the data")
}

func requestOf(a *desk.Ask, one *privacy.Request, now time.Time) request {
	out := request{Request: one, Name: nameOf(a, one.Kind), Fetch: one.State == privacy.Ready && now.Before(one.FetchUntil)}
	out.State, out.Class, out.Icon = stateOf(a, one.State)
	return out
}

// ask takes in a request.
func (r *room) ask(a *desk.Ask) error {
	form, err := a.Form()
	if err != nil {
		return err
	}
	p := &ownPage{}
	p.Typed.Note = form.Get("loi")
	kind := privacy.Kind(form.Get("loai"))
	if kind == privacy.Erasure && form.Get("chac") == "" {
		p.Wrong.List = []desk.WrongField{{Field: "chac", Say: a.Say("Đánh dấu là bạn hiểu: xóa rồi không lấy lại được.", "Tick that you understand: what is erased cannot be brought back.")}}
		return r.renderOwn(a, http.StatusUnprocessableEntity, p)
	}
	_, err = r.Privacy.Ask(a.Ctx(), a.Who.Person, kind, p.Typed.Note)
	if errors.Is(err, privacy.ErrOpen) {
		p.Wrong.Say = a.Say("Bạn đã xin điều này và đang chờ trả lời.", "You asked for this already, and it waits for an answer.")
		return r.renderOwn(a, http.StatusConflict, p)
	}
	if wrong, ok := desk.WrongOf(a.Lang, err); ok {
		p.Wrong = wrong
		return r.renderOwn(a, http.StatusUnprocessableEntity, p)
	}
	if err != nil {
		return err
	}
	return a.SeeSaying(ownPath, a.Say("Đã gửi. Chúng tôi trả lời trong hai ngày làm việc.", "Sent. We answer within two working days."))
}

// agree gives or takes back a consent.
func (r *room) agree(a *desk.Ask) error {
	form, err := a.Form()
	if err != nil {
		return err
	}
	for _, purpose := range privacy.Purposes() {
		if form.Get("viec") != string(purpose) {
			continue
		}
		given := form.Get("dong-y") == "1"
		if err := r.Privacy.Agree(a.Ctx(), r.Inbox, a.Who.Person, purpose, given, ownPath); err != nil {
			return err
		}
		if given {
			return a.SeeSaying(ownPath, a.Say("Đã ghi đồng ý của bạn.", "Your consent was recorded."))
		}
		return a.SeeSaying(ownPath, a.Say("Đã rút lại.", "Taken back."))
	}
	p := &ownPage{}
	p.Wrong.Say = a.Say("Không có việc nào như thế để đồng ý.", "There is no such thing to agree to.")
	return r.renderOwn(a, http.StatusUnprocessableEntity, p)
}

func (r *room) withdraw(a *desk.Ask) error {
	err := r.Privacy.Withdraw(a.Ctx(), a.Who.Person, a.ID())
	if errors.Is(err, privacy.ErrOver) {
		return a.SeeSaying(ownPath, a.Say("Việc này đã được trả lời.", "This was answered already."))
	}
	if err != nil {
		return err
	}
	return a.SeeSaying(ownPath, a.Say("Đã rút lại điều bạn xin.", "Your request was taken back."))
}

// link makes a link to the copy and shows it.
func (r *room) link(a *desk.Ask) error {
	secret, until, err := r.Privacy.NewLink(a.Ctx(), a.Who.Person, a.ID())
	if errors.Is(err, privacy.ErrOver) {
		return a.SeeSaying(ownPath, a.Say("Bản sao này hết hạn. Xin bản mới.", "This copy has run out. Ask for a new one."))
	}
	if err != nil {
		return err
	}
	return r.renderOwn(a, http.StatusOK, &ownPage{Link: ownPath + "/tai/" + a.ID() + "?ma=" + secret, LinkUntil: until})
}

// fetch sends the copy. The copy is made before the link is used up, so that a failure costs nothing.
func (r *room) fetch(a *desk.Ask) error {
	if a.Request.Method != http.MethodGet {
		return a.See(ownPath) // a look that fetches nothing uses no link
	}
	var b bytes.Buffer
	if err := r.Privacy.Copy(a.Ctx(), a.Who.Person, &b); err != nil {
		return err
	}
	err := r.Privacy.Use(a.Ctx(), a.Who.Person, a.ID(), a.Query("ma"))
	if errors.Is(err, privacy.ErrLink) {
		return a.SeeSaying(ownPath, a.Say("Đường dẫn ấy đã dùng hoặc hết hạn. Bấm “Lấy bản sao” lần nữa.", "That link was used or has run out. Press “Get the copy” again."))
	}
	if err != nil {
		return err
	}
	h := a.Writer.Header()
	h.Set("Content-Type", "application/zip")
	h.Set("Content-Disposition", `attachment; filename="du-lieu-cua-toi.zip"`)
	h.Set("Content-Length", strconv.Itoa(b.Len()))
	h.Set("Cache-Control", "no-store")
	a.Status(http.StatusOK)
	_, err = a.Writer.Write(b.Bytes())
	return err
}

package letters

import (
	"bytes"
	"embed"
	"fmt"
	htmltemplate "html/template"
	"net/url"
	"strings"
	"sync"
	texttemplate "text/template"
	"time"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/money"
	"github.com/ocopmarket/ocop/catalog/place"
	"github.com/ocopmarket/ocop/internal/mail"
	layout "github.com/ocopmarket/ocop/internal/mail/letter"
	"github.com/ocopmarket/ocop/internal/vietnam"
	"github.com/ocopmarket/ocop/orders"
)

// page is what a letter says; the words of it are found by Words and Lang.
type page struct {
	Words   string // the occasion
	Lang    string
	Site    Site
	Code    string
	URL     string // of the order
	Verify  string // of the page where certificates are verified
	Placed  time.Time
	Total   money.Amount
	Payment orders.Settlement
	Collect money.Amount // what the carriers collect for the orders that the letter is about
	Purpose string
	Orders  []*orders.Order // those it is about
	Whole   bool            // whether they are all of the checkout
	Contact orders.Contact
	Address orders.Address
	// Of a certificate that was lost: the product, the number, the decision and what became of it.
	Lost, LostNumber, LostBy string
	LostTo                   catalog.Standing
	Ruled                    bool          // by an officer, who decided what becomes of its open orders too
	Seller                   bool          // whether a seller reads it
	Fallen                   []orders.Line // what the letter says fell out of the orders
}

func (m *MailOut) buyerPage(words string, view *orders.View, about []*orders.Order) page {
	c := view.Checkout
	p := page{
		Words: words, Lang: c.Language, Site: m.site, Code: c.ID, Placed: c.PlacedAt, Total: c.Total, Payment: c.Payment,
		Purpose: c.Purpose(), Orders: about, Whole: len(about) == len(view.Orders), Contact: c.Contact, Address: c.Address,
	}
	for _, o := range about {
		p.Collect += view.CashDue(o)
	}
	base := m.site.URL
	if p.Lang == "en" {
		base += "/en"
	}
	p.URL, p.Verify = base+"/don-hang/"+url.PathEscape(c.ID), base+"/xac-minh"
	return p
}

func (m *MailOut) sellerPage(words string, view *orders.View, o *orders.Order) page {
	p := m.buyerPage(words, view, []*orders.Order{o})
	p.Lang, p.Code, p.Total, p.Seller = "vi", o.ID, o.Total, true
	p.URL, p.Verify = "", m.site.URL+"/xac-minh"
	return p
}

// How says what became of a certificate.
func (p page) How() string { return labels[p.Lang]["lost-"+string(p.LostTo)] }

// Pay reports whether the letter asks for a transfer.
func (p page) Pay() bool {
	return p.Payment.State == orders.PaymentAwaited && (p.Words == "placed" || p.Words == "underpaid" || p.Words == "reduced")
}

// Cash reports whether the carrier collects money.
func (p page) Cash() bool { return p.Collect > 0 }

// Owed is what is yet to be paid.
func (p page) Owed() money.Amount { return p.Payment.Owed() }

// Goods is the sum of the orders that the letter is about, with their delivery.
func (p page) Goods() money.Amount {
	var sum money.Amount
	for _, o := range p.Orders {
		sum += o.Total
	}
	return sum
}

// Sellers names those whose orders the letter is about.
func (p page) Sellers() string {
	names := make([]string, len(p.Orders))
	for i, o := range p.Orders {
		names[i] = o.Seller.Name
	}
	return strings.Join(names, ", ")
}

// Codes names the orders that the letter is about: the whole checkout by its own code.
func (p page) Codes() string {
	if p.Whole {
		return p.Code
	}
	codes := make([]string, len(p.Orders))
	for i, o := range p.Orders {
		codes[i] = o.ID
	}
	return strings.Join(codes, ", ")
}

// Unpaid reports whether the orders were cancelled because no transfer came.
func (p page) Unpaid() bool { return len(p.Orders) > 0 && p.Orders[0].Reason == orders.ReasonUnpaid }

// Lapsed reports whether the orders were cancelled because a certificate was lost.
func (p page) Lapsed() bool {
	return len(p.Orders) > 0 && p.Orders[0].Reason == orders.ReasonCertificate
}

// Until is until when a transfer is awaited, at the clock of Vietnam; with the day unless it is that of the order.
func (p page) Until() string {
	if p.Payment.HoldUntil == nil {
		return ""
	}
	until := *p.Payment.HoldUntil
	if dateOf(until) == dateOf(p.Placed) {
		return clockOf(until)
	}
	return clockOf(until) + labels[p.Lang]["on"] + dateOf(until)
}

func clockOf(t time.Time) string { return t.In(vietnam.Zone).Format("15:04") }

func dateOf(t time.Time) string { return t.In(vietnam.Zone).Format("2/1/2006") }

var weekdays = map[string][]string{
	"vi": {"Chủ nhật", "thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy"},
	"en": {"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"},
}

func (p page) day(t time.Time) string {
	t = t.In(vietnam.Zone)
	return weekdays[p.Lang][t.Weekday()] + t.Format(" 2/1")
}

// Days says when a parcel may arrive; empty for what is not sent.
func (p page) Days(d orders.Delivery) string {
	if d.Zone == "" {
		return ""
	}
	if p.Lang == "en" {
		return p.day(d.Earliest) + " to " + p.day(d.Latest)
	}
	return p.day(d.Earliest) + " đến " + p.day(d.Latest)
}

// From names the province that a parcel comes from.
func (p page) From(d orders.Delivery) string {
	province, _ := place.ProvinceByCode(d.From)
	return province.Name
}

// Name is a product's name in the letter's language, and Unit its unit's.
func (p page) Name(l orders.Line) string { return pick(p.Lang, l.Name, l.NameEN) }

// Unit is the name of a line's unit in the letter's language.
func (p page) Unit(l orders.Line) string { return pick(p.Lang, l.Unit, l.UnitEN) }

func pick(lang, vi, en string) string {
	if lang == "en" && en != "" {
		return en
	}
	return vi
}

// Phone is the recipient's number as people write it.
func (p page) Phone() string { return orders.FormatPhone(p.Contact.Phone) }

// Account is the number of the account in groups, as it is read aloud.
func (p page) Account() string {
	number := p.Site.Account.Number
	if len(number) != 10 {
		return number
	}
	return number[:3] + " " + number[3:6] + " " + number[6:]
}

//go:embed templates
var templates embed.FS

type layouts struct {
	text *texttemplate.Template
	html *htmltemplate.Template
}

var load = sync.OnceValue(func() layouts {
	text := texttemplate.New("").Funcs(texttemplate.FuncMap{"clock": clockOf, "date": dateOf, "wrap": layout.Wrap, "beside": beside, "split": lines, "upper": strings.ToUpper, "chilled": chilled})
	text = texttemplate.Must(text.ParseFS(templates, "templates/*.txt"))
	html := htmltemplate.New("").Funcs(htmltemplate.FuncMap{"clock": clockOf, "date": dateOf, "split": lines})
	return layouts{text: text, html: htmltemplate.Must(html.ParseFS(templates, "templates/letter.html"))}
})

// laid is a page with its words.
type laid struct {
	page
	Subject, Title, Intro, Next string
	L                           map[string]string
}

// message lays the page out.
func (p page) message() (mail.Message, error) {
	t := load()
	l := laid{page: p, L: labels[p.Lang]}
	for part, into := range map[string]*string{"subject": &l.Subject, "title": &l.Title, "intro": &l.Intro, "next": &l.Next} {
		var b strings.Builder
		if err := t.text.ExecuteTemplate(&b, p.Lang+"."+p.Words+"."+part, p); err != nil {
			return mail.Message{}, err
		}
		*into = strings.TrimSpace(b.String())
	}
	l.Subject = strings.Join(strings.Fields(l.Subject), " ")
	var text, body bytes.Buffer
	if err := t.text.ExecuteTemplate(&text, "letter.txt", l); err != nil {
		return mail.Message{}, err
	}
	if err := t.html.ExecuteTemplate(&body, "letter.html", l); err != nil {
		return mail.Message{}, err
	}
	frame := layout.Frame{Lang: p.Lang, Site: layout.Site{Name: p.Site.Name, URL: p.Site.URL}, Subject: l.Subject, Title: l.Title, Preview: l.Intro, Foot: l.L["auto"]}
	html, err := frame.HTML(htmltemplate.HTML(body.String())) //nolint:gosec // a template of ours wrote it
	return mail.Message{Subject: l.Subject, Text: frame.Text(text.String()), HTML: html}, err
}

// chilled adds that a parcel is kept cold.
func chilled(words map[string]string, is bool) string {
	if is {
		return ", " + words["chilled"]
	}
	return ""
}

// lines splits text that a list or several paragraphs stand in.
func lines(text string) []string {
	var list []string
	for line := range strings.SplitSeq(text, "\n") {
		if line = strings.TrimSpace(line); line != "" {
			list = append(list, line)
		}
	}
	return list
}

// beside sets an amount at the right edge, below its text if that is long.
func beside(text string, amount money.Amount) string {
	left, right := "  "+text, amount.String()
	gap := layout.Width - len([]rune(left)) - len([]rune(right))
	if gap < 2 {
		return fmt.Sprintf("%s\n%*s", layout.Wrap(2, text), layout.Width, right)
	}
	return left + strings.Repeat(" ", gap) + right
}

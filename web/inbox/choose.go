package inbox

import (
	"slices"

	"github.com/ocopmarket/ocop/accounts/notices"
	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/web/desk"
)

// unread names the view of what was not read.
const unread = "chua-doc"

// slug names a kind in an address.
func slug(k notices.Kind) string {
	return map[notices.Kind]string{
		notices.KindOrders: "don-hang", notices.KindStock: "kho", notices.KindCertificates: "chung-nhan", notices.KindOffice: "viec",
		notices.KindSourcing: "dat-si", notices.KindFairs: "hoi-cho", notices.KindMoney: "tien", notices.KindSecurity: "bao-mat", notices.KindNews: "tin",
	}[k]
}

// kindOf is the kind that an address names; empty for none.
func kindOf(text string) notices.Kind {
	for _, k := range notices.Kinds() {
		if slug(k) == text {
			return k
		}
	}
	return ""
}

// kinds are those of which somebody is ever told, as they act now.
func kinds(who policy.Actor) []notices.Kind {
	var left []notices.Kind
	switch {
	case who.OrgKind == policy.KindProducer:
		left = []notices.Kind{notices.KindOffice}
	case who.OrgKind == policy.KindRetail:
		left = []notices.Kind{notices.KindOffice, notices.KindStock}
	case who.OrgKind == policy.KindOrganizer:
		left = []notices.Kind{notices.KindOffice, notices.KindStock, notices.KindSourcing}
	case who.NeedsSecondFactor():
		left = []notices.Kind{notices.KindStock, notices.KindSourcing}
	default:
		left = []notices.Kind{notices.KindOffice, notices.KindStock, notices.KindCertificates, notices.KindSourcing, notices.KindFairs, notices.KindMoney}
	}
	return slices.DeleteFunc(notices.Kinds(), func(k notices.Kind) bool { return slices.Contains(left, k) })
}

// ways are the rows of the table of choices.
func ways(a *desk.Ask, wants notices.Choices) []way {
	var list []way
	for _, k := range kinds(a.Who) {
		c := wants.Of(k)
		list = append(list, way{Slug: slug(k), Name: about(a, k), Here: c.Here, Mail: c.Mail, Locked: k.Locked()})
	}
	return list
}

// about says what a kind is about.
func about(a *desk.Ask, k notices.Kind) string {
	switch k {
	case notices.KindOrders:
		return a.Say("Đơn mới, đơn đổi", "New and changed orders")
	case notices.KindStock:
		return a.Say("Kho sắp hết", "Low stock")
	case notices.KindCertificates:
		return a.Say("Chứng nhận, cán bộ hỏi", "Certificates, officers' questions")
	case notices.KindOffice:
		return a.Say("Việc chờ xử lý", "What waits for you")
	case notices.KindSourcing:
		return a.Say("Siêu thị hỏi hàng", "Retailers' requests")
	case notices.KindFairs:
		return a.Say("Hội chợ", "Fairs")
	case notices.KindMoney:
		return a.Say("Tiền về", "Money")
	case notices.KindSecurity:
		return a.Say("Bảo mật", "Security")
	}
	return a.Say("Tin của %s", "News from %s", a.Kit().SiteName())
}

// choose keeps how somebody wants to be told.
func (r *room) choose(a *desk.Ask) error {
	form, err := a.Form()
	if err != nil {
		return err
	}
	chosen := notices.Choices{}
	for _, k := range kinds(a.Who) {
		chosen[k] = notices.Choice{Here: form.Get("day-"+slug(k)) != "", Mail: form.Get("thu-"+slug(k)) != ""}
	}
	if err := r.Save(a.Ctx(), a.Who.Person, chosen); err != nil {
		return err
	}
	return a.SeeSaying(Path, a.Say("Đã lưu cách báo cho bạn.", "How you are told was saved."))
}

package notices

import "slices"

// Kind is what a notice is about; people choose by kind how they are told.
type Kind string

// The kinds.
const (
	KindOrders       Kind = "orders"       // new and changed orders
	KindStock        Kind = "stock"        // what runs low
	KindCertificates Kind = "certificates" // certificates, and what officers ask; the law wants it told
	KindSourcing     Kind = "sourcing"     // retail buyers who ask for goods
	KindFairs        Kind = "fairs"        // fairs and booths
	KindMoney        Kind = "money"        // money that came, or must go back
	KindSecurity     Kind = "security"     // one's account and one's own data
	KindOffice       Kind = "office"       // what waits for officers and administrators
	KindNews         Kind = "news"         // the market's own news; only for who asked for it
)

// Kinds lists all kinds, in the order in which people are asked about them.
func Kinds() []Kind {
	return []Kind{KindOrders, KindStock, KindCertificates, KindOffice, KindSourcing, KindFairs, KindMoney, KindSecurity, KindNews}
}

func (k Kind) valid() bool { return slices.Contains(Kinds(), k) }

// Locked reports whether nobody may switch the kind off: law or safety needs it.
func (k Kind) Locked() bool {
	return k == KindSecurity || k == KindCertificates || k == KindOffice
}

// AtOnce reports whether mail about it goes out at once, rather than in the evening with the rest.
func (k Kind) AtOnce() bool { return k == KindOrders || k == KindSecurity }

// Name is what the kind is called, in a language.
func (k Kind) Name(lang string) string {
	names := map[Kind][2]string{
		KindOrders: {"Đơn hàng", "Orders"}, KindStock: {"Kho", "Stock"}, KindCertificates: {"Chứng nhận", "Certificates"},
		KindSourcing: {"Đặt sỉ", "Sourcing"}, KindFairs: {"Hội chợ", "Fairs"}, KindMoney: {"Tiền", "Money"},
		KindSecurity: {"Bảo mật", "Security"}, KindOffice: {"Việc chờ xử lý", "Waiting for you"}, KindNews: {"Tin tức", "News"},
	}
	return pick(lang, names[k][0], names[k][1])
}

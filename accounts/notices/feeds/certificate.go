package feeds

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/ocopmarket/ocop/accounts/notices"
	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/internal/store"
)

// became says what a certificate's new standing means; %s is the product.
var became = map[catalog.Standing]said{
	catalog.InForce:   {"%s: chứng nhận có hiệu lực", "%s: the certificate is in force"},
	catalog.Suspended: {"%s: chứng nhận bị đình chỉ", "%s: the certificate was suspended"},
	catalog.Revoked:   {"%s: chứng nhận bị thu hồi", "%s: the certificate was revoked"},
	catalog.Withdrawn: {"%s: đã ra khỏi chương trình", "%s: withdrawn from the programme"},
	catalog.Lapsed:    {"%s: chứng nhận hết hạn", "%s: the certificate has expired"},
}

// moved is a certificate that changed, with the product's name and whose it is.
type moved struct {
	catalog.CertificateChange
	product, producer, province string
}

// gained reports whether stars came rather than went.
func (m moved) gained() bool { return m.To == catalog.InForce }

// certificates tells producers and offices who lost or gained stars.
func (f *Feeds) certificates(ctx context.Context, c catalog.Change, event string) ([]notices.Notice, error) {
	var all []moved
	for _, change := range c.Certificates {
		product, err := f.catalog.Product(ctx, change.ProductID)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		all = append(all, moved{change, product.Name, product.ProducerID, product.Place.Province})
	}
	list, err := f.toProducers(ctx, all, event)
	return append(list, toOffices(all, event)...), err
}

func (f *Feeds) toProducers(ctx context.Context, all []moved, event string) ([]notices.Notice, error) {
	var list []notices.Notice
	for producer, own := range groupBy(all, func(m moved) string { return m.producer }) {
		claimed, err := f.claims.Claimed(ctx, producer)
		if err != nil {
			return nil, err
		}
		if !claimed {
			continue
		}
		for _, m := range own {
			n := tell(m)
			n.To, n.Path, n.Key = notices.ToProducer(producer), "/ban-hang/chung-nhan", "certificate:"+m.Number+":"+event
			if n.Elsewhere, err = f.lostLetter(ctx, m); err != nil {
				return nil, err
			}
			list = append(list, n)
		}
	}
	return ordered(list), nil
}

// lostLetter is the address to which a letter about the loss goes already; empty for none.
func (f *Feeds) lostLetter(ctx context.Context, m moved) (string, error) {
	if m.gained() {
		return "", nil
	}
	return f.contact(ctx, m.producer)
}

// tell says what became of one certificate.
func tell(m moved) notices.Notice {
	words := became[m.To]
	n := notices.Notice{
		Kind: notices.KindCertificates, VI: fmt.Sprintf(words.vi, m.product), EN: fmt.Sprintf(words.en, m.product),
		SayVI: "Số " + m.Number + ".", SayEN: "Number " + m.Number + ".",
	}
	if m.Decision != "" {
		n.SayVI, n.SayEN = fmt.Sprintf("Số %s, theo quyết định %s.", m.Number, m.Decision), fmt.Sprintf("Number %s, by decision %s.", m.Number, m.Decision)
	}
	return n
}

// named is how many products a notice to an office names before it only counts them.
const named = 3

// toOffices tells each office of its province, in one notice for what went and one
// for what came back. What is new came from the office itself and is not told.
func toOffices(all []moved, event string) []notices.Notice {
	var list []notices.Notice
	for province, here := range groupBy(all, func(m moved) string { return m.province }) {
		for _, gained := range []bool{false, true} {
			some := slices.DeleteFunc(slices.Clone(here), func(m moved) bool { return m.gained() != gained || m.From == "" })
			if province == "" || len(some) == 0 {
				continue
			}
			n := gather(some, gained)
			n.To, n.Path, n.Key = notices.ToOffice(province), "/can-bo/chung-nhan", fmt.Sprintf("certificates:%t:%s", gained, event)
			list = append(list, n)
		}
	}
	return ordered(list)
}

// gather says what became of several certificates of a province.
func gather(some []moved, gained bool) notices.Notice {
	if len(some) == 1 {
		return tell(some[0])
	}
	var names []string
	for _, m := range some[:min(len(some), named)] {
		names = append(names, m.product)
	}
	n := notices.Notice{Kind: notices.KindCertificates, SayVI: strings.Join(names, ", ") + ".", SayEN: strings.Join(names, ", ") + "."}
	if more := len(some) - len(names); more > 0 {
		n.SayVI = fmt.Sprintf("%s và %d sản phẩm nữa.", strings.Join(names, ", "), more)
		n.SayEN = fmt.Sprintf("%s and %d more.", strings.Join(names, ", "), more)
	}
	n.VI, n.EN = fmt.Sprintf("%d chứng nhận mất hiệu lực", len(some)), fmt.Sprintf("%d certificates are no longer in force", len(some))
	if gained {
		n.VI, n.EN = fmt.Sprintf("%d chứng nhận lại có hiệu lực", len(some)), fmt.Sprintf("%d certificates are in force again", len(some))
	}
	return n
}

func groupBy(all []moved, key func(moved) string) map[string][]moved {
	by := map[string][]moved{}
	for _, m := range all {
		if _, known := became[m.To]; known {
			by[key(m)] = append(by[key(m)], m)
		}
	}
	return by
}

// ordered lists notices in the order of whom they are for, so that two tries write the same in the same order.
func ordered(list []notices.Notice) []notices.Notice {
	slices.SortStableFunc(list, func(a, b notices.Notice) int { return cmp.Compare(a.To, b.To) })
	return list
}

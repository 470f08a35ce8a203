// Package goodsfeed tells offices of requests that wait, and producers of their
// answers, of lists that are done, and of approved facts that the registry has a
// new word on. It follows the outbox and tells each thing once.
package goodsfeed

import (
	"context"
	"fmt"

	"github.com/ocopmarket/ocop/accounts/notices"
	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/changes"
	"github.com/ocopmarket/ocop/catalog/decisions"
	"github.com/ocopmarket/ocop/catalog/imports"
	"github.com/ocopmarket/ocop/catalog/intake"
	"github.com/ocopmarket/ocop/internal/outbox"
	"github.com/ocopmarket/ocop/internal/store"
)

// Consumer is the reader of the outbox that writes these notices.
func Consumer(db store.DB) outbox.Consumer {
	return outbox.Consumer{
		Name:  "goods-notices",
		Kinds: []string{changes.EventAsked, changes.EventAnswered, catalog.EventOverruled, imports.EventDone, decisions.EventDone},
		Handle: outbox.Each(func(ctx context.Context, e outbox.Event) error {
			list, err := of(e)
			if err != nil {
				return fmt.Errorf("notices of %s: %w", e.Kind, err)
			}
			return db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
				for _, n := range list {
					if err := notices.Post(ctx, tx, n); err != nil {
						return err
					}
				}
				return nil
			})
		}),
	}
}

func of(e outbox.Event) ([]notices.Notice, error) {
	switch e.Kind {
	case changes.EventAsked:
		var n changes.News
		err := e.Decode(&n)
		return asked(n), err
	case changes.EventAnswered:
		var n changes.News
		err := e.Decode(&n)
		return answered(n), err
	case catalog.EventOverruled:
		var o catalog.Overruled
		err := e.Decode(&o)
		return overruled(o), err
	case decisions.EventDone:
		return done(e, notices.KindOffice, "/can-bo/chung-nhan/nhap/")
	}
	return done(e, notices.KindStock, "/ban-hang/nhap/")
}

func asked(n changes.News) []notices.Notice {
	return []notices.Notice{{
		To: notices.ToOffice(n.Province), Kind: notices.KindOffice, Key: "change:" + n.ID, Path: "/can-bo/xin-doi/" + n.ID,
		VI: fmt.Sprintf("%s xin đổi %d điều của %s", n.Producer, n.Asked, n.Product), EN: fmt.Sprintf("%s asks for %d changes of %s", n.Producer, n.Asked, n.Product),
	}}
}

func answered(n changes.News) []notices.Notice {
	return []notices.Notice{{
		To: notices.ToProducer(n.ProducerID), Kind: notices.KindCertificates, Key: "change-answer:" + n.ID, Path: "/ban-hang/san-pham/" + n.ProductID + "/xin-doi",
		VI:    fmt.Sprintf("%s: cán bộ đã trả lời đơn xin đổi", n.Product),
		EN:    fmt.Sprintf("%s: the officers answered your request", n.Product),
		SayVI: fmt.Sprintf("Duyệt %d, từ chối %d.", n.Approved, n.Refused), SayEN: fmt.Sprintf("%d approved, %d refused.", n.Approved, n.Refused),
	}}
}

// overruled tells the producer and the office: what was approved no longer stands.
func overruled(o catalog.Overruled) []notices.Notice {
	seller, office := "/ban-hang/san-pham", "/can-bo/xin-doi/"+o.Request
	if o.ProductID != "" {
		seller += "/" + o.ProductID
	}
	fact := o.Fact.Name("vi")
	n := notices.Notice{
		Kind: notices.KindCertificates, Key: "overruled:" + o.Request + ":" + string(o.Fact),
		VI: fmt.Sprintf("%s: sổ đăng ký vừa ghi mới “%s”", o.Name, fact), EN: fmt.Sprintf("%s: the registry has a new word on “%s”", o.Name, o.Fact.Name("en")),
		SayVI: "Điều đã duyệt trước đây không còn đứng thay nữa.", SayEN: "What was approved before no longer stands in its place.",
	}
	toSeller, toOffice := n, n
	toSeller.To, toSeller.Path = notices.ToProducer(o.ProducerID), seller
	toOffice.To, toOffice.Path, toOffice.Kind = notices.ToOffice(o.Province), office, notices.KindOffice
	return []notices.Notice{toSeller, toOffice}
}

// done tells who sent a list what became of it.
func done(e outbox.Event, kind notices.Kind, under string) ([]notices.Notice, error) {
	var d intake.Done
	if err := e.Decode(&d); err != nil {
		return nil, err
	}
	n := notices.Notice{To: notices.ToPerson(d.By), Kind: kind, Key: "import:" + d.ID + ":" + string(d.Phase), Path: under + d.ID}
	switch d.Phase {
	case intake.Applied:
		n.VI, n.EN = fmt.Sprintf("Tệp %s: đã ghi %d dòng", d.Name, d.Rows), fmt.Sprintf("%s: %d rows written", d.Name, d.Rows)
		if d.Wrong > 0 {
			n.SayVI, n.SayEN = fmt.Sprintf("%d dòng có lỗi, chưa ghi.", d.Wrong), fmt.Sprintf("%d rows were wrong and are not.", d.Wrong)
		}
	case intake.Undone:
		n.VI, n.EN = fmt.Sprintf("Tệp %s: đã hoàn lại", d.Name), fmt.Sprintf("%s: undone", d.Name)
		if d.Kept > 0 {
			n.SayVI, n.SayEN = fmt.Sprintf("%d sản phẩm đã đổi từ lúc ấy, giữ như đang có.", d.Kept), fmt.Sprintf("%d products changed since and stay.", d.Kept)
		}
	default:
		n.VI, n.EN = fmt.Sprintf("Tệp %s: không nhận được", d.Name), fmt.Sprintf("%s: not taken", d.Name)
	}
	return []notices.Notice{n}, nil
}

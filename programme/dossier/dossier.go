// Package dossier keeps what a producer has ready of the papers for a new certificate.
// A certificate lives 36 months, and its renewal is nearly a new dossier that should
// be begun 6 months before (148/QĐ-TTg). It asks nothing of the registry, and decides nothing.
package dossier

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/internal/audit"
	"github.com/ocopmarket/ocop/internal/field"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/programme/renewals"
)

// Paper is one thing that a dossier needs.
type Paper struct {
	ID           string
	edible       bool // asked of what is eaten or drunk alone
	vi, en       string
	sayVI, sayEN string
}

// Name is what the paper is called, in Vietnamese unless lang is "en".
func (p Paper) Name(lang string) string { return choose(lang, p.vi, p.en) }

// Say is where it comes from and what to mind, in Vietnamese unless lang is "en".
func (p Paper) Say(lang string) string { return choose(lang, p.sayVI, p.sayEN) }

func choose(lang, vi, en string) string {
	if lang == "en" {
		return en
	}
	return vi
}

// all are the papers, in the order in which they take long. What a province asks for besides, its office says.
func all() []Paper {
	return []Paper{
		{"kiem-nghiem", true, "Phiếu kiểm nghiệm chất lượng", "Laboratory report", "Còn hạn 12 tháng khi nộp; phòng thử nghiệm mất hai đến ba tuần.", "Not older than 12 months when filed; laboratories take two to three weeks."},
		{"an-toan", true, "Giấy an toàn thực phẩm", "Food safety certificate", "Giấy đủ điều kiện, HACCP hoặc cam kết, còn hạn suốt kỳ chấm.", "The certificate, HACCP or the undertaking, valid while the dossier is scored."},
		{"cong-bo", true, "Bản tự công bố sản phẩm và nhãn", "Self-declaration and label", "Nhãn đang dùng phải đúng bản công bố.", "The label in use must be the declared one."},
		{"truy-xuat", false, "Mã vạch, tem truy xuất", "Barcode and trace stamp", "Mã còn hiệu lực, quét ra đúng sản phẩm.", "Valid, and scanning leads to this product."},
		{"nguyen-lieu", false, "Nguồn gốc nguyên liệu", "Origin of materials", "Hợp đồng hoặc sổ mua, ưu tiên trong tỉnh.", "Contracts or purchase records, from the province first."},
		{"moi-truong", false, "Giấy về môi trường", "Environmental papers", "Kế hoạch hoặc giấy xác nhận bảo vệ môi trường của cơ sở.", "The premises' environmental plan or confirmation."},
		{"kinh-doanh", false, "Phương án và kết quả kinh doanh", "Business plan and results", "Doanh thu ba năm; số bán ở đây xuất được ở trang Doanh thu.", "Sales of three years; those made here are exported on the page of sales."},
		{"phieu", false, "Phiếu đăng ký đánh giá lại", "Application for reassessment", "Theo mẫu của 148/QĐ-TTg, nộp ở xã.", "By the form of 148/QĐ-TTg, filed at the commune."},
	}
}

// PapersOf lists what the dossier of a product of that group needs.
func PapersOf(group catalog.Group) []Paper {
	edible := group == catalog.Food || group == catalog.Drinks || group == catalog.Herbs
	return slices.DeleteFunc(all(), func(p Paper) bool { return p.edible && !edible })
}

// Preparation is how far the papers for one certificate's renewal are.
type Preparation struct {
	store.Meta `bson:",inline"` // ID is the certificate's number
	Producer   string           `bson:"producer"`
	Items      []Item           `bson:"items"`
	UpdatedAt  time.Time        `bson:"updated_at"`
}

// Item is how far one paper is.
type Item struct {
	Paper string    `bson:"paper"`
	Ready bool      `bson:"ready,omitempty"`
	Note  string    `bson:"note,omitempty"`
	At    time.Time `bson:"at"`
}

// Of returns how far a paper is; nothing noted is the zero Item.
func (p *Preparation) Of(paper string) Item {
	for _, item := range p.Items {
		if item.Paper == paper {
			return item
		}
	}
	return Item{Paper: paper}
}

// Ready counts how many of these papers are ready.
func (p *Preparation) Ready(papers []Paper) int {
	n := 0
	for _, paper := range papers {
		if p.Of(paper.ID).Ready {
			n++
		}
	}
	return n
}

var preparations = store.Define[Preparation]("renewal_papers",
	store.Index{Fields: []string{"producer"}},
)

// Schemas lists the collections, with those of renewals, where offices see that a producer has begun.
func Schemas() []store.Schema { return append(renewals.Schemas(), preparations.Schema()) }

// Service keeps preparations.
type Service struct {
	db    store.DB
	clock func() time.Time
}

// New makes a service on a store.
func New(db store.DB, clock func() time.Time) *Service { return &Service{db: db, clock: clock} }

// OfProducer returns a producer's preparations, by the certificates' numbers.
func (s *Service) OfProducer(ctx context.Context, producer string) (map[string]*Preparation, error) {
	found, err := preparations.Find(ctx, s.db, store.Query{Where: []store.Cond{{Field: "producer", Op: store.Eq, Value: producer}}})
	byNumber := make(map[string]*Preparation, len(found))
	for _, p := range found {
		byNumber[p.ID] = p
	}
	return byNumber, err
}

// Get returns how far the papers for a certificate are; empty where nothing was noted.
func (s *Service) Get(ctx context.Context, number string) (*Preparation, error) {
	return get(ctx, s.db, number)
}

func get(ctx context.Context, r store.Reader, number string) (*Preparation, error) {
	p, err := preparations.Get(ctx, r, number)
	if errors.Is(err, store.ErrNotFound) {
		return &Preparation{Meta: store.Meta{ID: number}}, nil
	}
	return p, err
}

// maxNote is how long, in letters, a note may be.
const maxNote = 300

// Note writes down how far papers are. Papers that are not named stay as they are; what is wrong comes back as field.Errors.
func (s *Service) Note(ctx context.Context, producer, number string, items []Item) error {
	var wrong field.Errors
	for i := range items {
		items[i].Note = strings.TrimSpace(items[i].Note)
		if !slices.ContainsFunc(all(), func(p Paper) bool { return p.ID == items[i].Paper }) {
			wrong.Add(items[i].Paper, "unknown", "Không có giấy này.", "There is no such paper.")
		}
		if len([]rune(items[i].Note)) > maxNote {
			wrong.Add("ghi-chu."+items[i].Paper, "too_long", "Ghi chú dài quá 300 chữ.", "The note is longer than 300 letters.")
		}
	}
	if err := wrong.Err(); err != nil {
		return err
	}
	return s.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error { return s.note(ctx, tx, producer, number, items) })
}

func (s *Service) note(ctx context.Context, tx store.Tx, producer, number string, items []Item) error {
	p, err := get(ctx, tx, number)
	if err != nil {
		return err
	}
	now := s.clock().UTC().Truncate(time.Millisecond)
	changes := p.take(items, now)
	if len(changes) == 0 {
		return nil
	}
	p.Producer, p.UpdatedAt = producer, now
	if err := preparations.Save(ctx, tx, p); err != nil {
		return fmt.Errorf("note papers for %s: %w", number, err)
	}
	if err := renewals.Begin(ctx, tx, now, producer, number); err != nil {
		return err
	}
	return audit.Append(ctx, tx, now, audit.Entry{Action: string(policy.RenewalEdit), Object: "certificate/" + number, Summary: "ghi giấy tờ chuẩn bị đánh giá lại", SummaryEN: "noted papers prepared for renewal", Changes: changes})
}

// take puts items in the place of those of before, and tells what differs.
func (p *Preparation) take(items []Item, now time.Time) []audit.Change {
	var changes []audit.Change
	for _, item := range items {
		before := p.Of(item.Paper)
		if before.Ready == item.Ready && before.Note == item.Note {
			continue
		}
		changes = append(changes, audit.Change{Field: item.Paper, From: before.text(), To: item.text()})
		item.At = now
		p.Items = slices.DeleteFunc(p.Items, func(i Item) bool { return i.Paper == item.Paper })
		p.Items = append(p.Items, item)
	}
	return changes
}

func (i Item) text() string {
	state := "chưa"
	if i.Ready {
		state = "có"
	}
	return strings.TrimSpace(state + " " + i.Note)
}

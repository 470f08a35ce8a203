package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/ocopmarket/ocop/internal/mail/sent"
	"github.com/ocopmarket/ocop/internal/vietnam"
	"github.com/ocopmarket/ocop/web"
	"github.com/ocopmarket/ocop/web/admin"
	"github.com/ocopmarket/ocop/web/desk"
)

// adminRoom wires the desk of those who run the platform.
func (r *running) adminRoom() desk.Room {
	return admin.Room(admin.Deps{
		DB: r.db, Outbox: r.outbox, Health: r.board.Report, Book: r.book, Accounts: r.people.accounts, Members: r.people.members,
		Engines: r.engines(), Backups: r.settings.Backups > 0, PagesP95: r.meters.p95, Clock: r.clock,
	})
}

// engines tells what each part of the installation runs on.
func (r *running) engines() []admin.Engine {
	folder := admin.Words{VI: "thư mục", EN: "folder"}
	return []admin.Engine{
		{Part: "store", VI: "Kho dữ liệu", EN: "Documents", Using: or(r.describe != nil, admin.Named("MongoDB"), admin.Named("SQLite")), Tell: r.tellStore},
		{Part: "search", VI: "Tìm kiếm", EN: "Search", Using: or(r.settings.MeiliURL != "", admin.Named("Meilisearch"), admin.Words{VI: "chỉ mục trong tiến trình", EN: "index in the process"}), Tell: r.tellSearch},
		{Part: "photos", VI: "Ảnh", EN: "Photos", Using: or(r.settings.S3Endpoint != "", admin.Named("S3"), folder)},
		{Part: "mail", VI: "Thư", EN: "Mail", Using: or(r.settings.SMTPURL != "", admin.Named("SMTP"), folder), Tell: r.tellMail},
		{Part: "registry", VI: "Sổ quốc gia", EN: "Registry", Using: or(r.settings.Reference(), admin.Words{VI: "sổ mẫu", EN: "reference registry"}, admin.Named(r.settings.RegistryKind)), Tell: r.tellRegistry},
		{VI: "Niêm phong", EN: "Sealing", Using: admin.Words{VI: "bí mật của ứng dụng mã 6 số", EN: "secrets of authenticators"}, Tell: r.tellSealing},
	}
}

// sized writes a size in both languages.
func sized(bytes int64) admin.Words {
	return admin.Words{VI: desk.Size(web.VI, bytes), EN: desk.Size(web.EN, bytes)}
}

// tellStore tells how large the store is and, of one that processes share, what it is.
func (r *running) tellStore(ctx context.Context) (admin.Telling, error) {
	if r.describe == nil {
		var bytes int64
		for _, name := range []string{"ocop.db", "ocop.db-wal"} {
			if info, err := os.Stat(filepath.Join(r.settings.Data, name)); err == nil {
				bytes += info.Size()
			}
		}
		return admin.Telling{More: sized(bytes)}, nil
	}
	d, err := r.describe(ctx)
	size := sized(d.Bytes)
	return admin.Telling{More: admin.Words{VI: fmt.Sprintf("%s, %d máy, %s", d.Version, d.Members, size.VI), EN: fmt.Sprintf("%s, members: %d, %s", d.Version, d.Members, size.EN)}}, err
}

// tellSearch tells how many products the index in the process holds, or how far a server is behind.
func (r *running) tellSearch(ctx context.Context) (admin.Telling, error) {
	if r.local {
		n := len(r.catalog.AllCards())
		return admin.Telling{More: admin.Words{VI: web.VI.Num(n) + " sản phẩm", EN: "products: " + web.EN.Num(n)}}, nil
	}
	stats, err := r.outbox.Status(ctx)
	for _, s := range stats {
		if s.Consumer == "search" && s.Behind > 0 {
			return admin.Telling{More: admin.Words{VI: fmt.Sprintf("còn %d thay đổi", s.Behind), EN: fmt.Sprintf("%d changes behind", s.Behind)}}, err
		}
	}
	return admin.Telling{More: admin.Words{VI: "theo kịp kho", EN: "in step with the store"}}, err
}

// tellMail tells how many letters went out today.
func (r *running) tellMail(ctx context.Context) (admin.Telling, error) {
	y, m, d := r.clock().In(vietnam.Zone).Date()
	n, err := sent.Since(ctx, r.db, time.Date(y, m, d, 0, 0, 0, 0, vietnam.Zone))
	return admin.Telling{More: admin.Words{VI: web.VI.Num(n) + " thư hôm nay", EN: "letters today: " + web.EN.Num(n)}}, err
}

// tellRegistry tells when the registry confirmed what we know.
func (r *running) tellRegistry(context.Context) (admin.Telling, error) {
	last := r.catalog.LastConfirmed()
	if last.IsZero() {
		return admin.Telling{More: admin.Words{VI: "chưa trả lời lần nào", EN: "never answered yet"}}, nil
	}
	return admin.Telling{More: admin.Words{VI: "trả lời lần cuối " + web.VI.Hour(last), EN: "last answered " + web.EN.Hour(last)}}, nil
}

func or(first bool, a, b admin.Words) admin.Words {
	if first {
		return a
	}
	return b
}

package main

import (
	"github.com/ocopmarket/ocop/web/admin"
	"github.com/ocopmarket/ocop/web/desk"
)

// adminRoom wires the desk of those who run the platform.
func (r *running) adminRoom() desk.Room {
	return admin.Room(admin.Deps{
		DB: r.db, Outbox: r.outbox, Health: r.board.Report, Book: r.book, Accounts: r.people.accounts, Members: r.people.members,
		Engines: r.engines(), Backups: r.settings.Backups > 0, Clock: r.clock,
	})
}

// engines tells what each part of the installation runs on.
func (r *running) engines() []admin.Engine {
	return []admin.Engine{
		{Part: "store", VI: "Kho dữ liệu", EN: "Documents", Using: or(r.settings.MongoDBURI != "", "MongoDB", "SQLite")},
		{Part: "search", VI: "Tìm kiếm", EN: "Search", Using: or(r.settings.MeiliURL != "", "Meilisearch", "chỉ mục trong tiến trình")},
		{Part: "photos", VI: "Ảnh", EN: "Photos", Using: or(r.settings.S3Endpoint != "", "S3", "thư mục")},
		{Part: "mail", VI: "Thư", EN: "Mail", Using: or(r.settings.SMTPURL != "", "SMTP", "thư mục")},
		{Part: "registry", VI: "Sổ quốc gia", EN: "Registry", Using: or(r.settings.Reference(), "sổ mẫu", r.settings.RegistryKind)},
	}
}

func or(first bool, a, b string) string {
	if first {
		return a
	}
	return b
}

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
	folder := admin.Words{VI: "thư mục", EN: "folder"}
	return []admin.Engine{
		{Part: "store", VI: "Kho dữ liệu", EN: "Documents", Using: or(r.settings.MongoDBURI != "", admin.Named("MongoDB"), admin.Named("SQLite"))},
		{Part: "search", VI: "Tìm kiếm", EN: "Search", Using: or(r.settings.MeiliURL != "", admin.Named("Meilisearch"), admin.Words{VI: "chỉ mục trong tiến trình", EN: "index in the process"})},
		{Part: "photos", VI: "Ảnh", EN: "Photos", Using: or(r.settings.S3Endpoint != "", admin.Named("S3"), folder)},
		{Part: "mail", VI: "Thư", EN: "Mail", Using: or(r.settings.SMTPURL != "", admin.Named("SMTP"), folder)},
		{Part: "registry", VI: "Sổ quốc gia", EN: "Registry", Using: or(r.settings.Reference(), admin.Words{VI: "sổ mẫu", EN: "reference registry"}, admin.Named(r.settings.RegistryKind))},
	}
}

func or(first bool, a, b admin.Words) admin.Words {
	if first {
		return a
	}
	return b
}

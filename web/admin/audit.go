package admin

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/ocopmarket/ocop/internal/audit"
	"github.com/ocopmarket/ocop/search"
	"github.com/ocopmarket/ocop/web/desk"
)

// entry is an entry of the audit log as the page shows it.
type entry struct {
	Seq                          int64
	Who, Via, Summary            string
	Action, Object, Reason, Hash string
	Changes                      []audit.Change
	At                           time.Time
}

// Short is the object as a line can hold it.
func (e entry) Short() string {
	kind, id, _ := strings.Cut(e.Object, "/")
	if len(id) > 20 {
		id = id[:8] + "…" // an id of ours; its beginning tells it apart on a page
	}
	return kind + "/" + id
}

type auditPage struct {
	desk.Page
	Entries []entry
	Query   string // what is looked for: an action, an object, a person or an organization
	More    string // address of the next page
	Export  string // address of all that is found, as a file
	End     audit.Head
	Chain   chain
}

// auditPageSize is how many entries a page shows.
const auditPageSize = 50

func (p *pages) showAudit(ask *desk.Ask) error {
	page := &auditPage{Page: ask.NewPage(ask.Say("Nhật ký", "Audit log")), Query: strings.TrimSpace(ask.Query("tim"))}
	found, err := p.entries(ask, page.Query, ask.Query("sau"), auditPageSize)
	if err != nil {
		return err
	}
	page.Entries, page.Export = found.list, auditPath+"/xuat?"+url.Values{"tim": {page.Query}}.Encode()
	if found.next != "" {
		page.More = auditPath + "?" + url.Values{"tim": {page.Query}, "sau": {found.next}}.Encode()
	}
	if page.End, err = audit.End(ask.Ctx(), p.DB); err != nil {
		return err
	}
	if page.Chain, err = p.chain(ask.Ctx()); err != nil {
		return err
	}
	return ask.Render(http.StatusOK, "admin-audit", page)
}

// foundEntries are entries and the cursor to go on.
type foundEntries struct {
	list []entry
	next string
}

// entries finds entries about an object ("product/abc") through the index, and all else by words, the newest first.
func (p *pages) entries(ask *desk.Ask, query, after string, limit int) (foundEntries, error) {
	records, next, err := p.search(ask, query, after, limit)
	if err != nil {
		return foundEntries{}, err
	}
	names, err := p.namesOf(ask, records)
	if err != nil {
		return foundEntries{}, err
	}
	found := foundEntries{next: next}
	for _, r := range records {
		found.list = append(found.list, entry{Seq: r.Seq, Who: who(ask, r.By, names), Via: r.By.Via, Summary: r.In(string(ask.Lang)), Action: r.Action, Object: r.Object,
			Reason: r.Reason, Changes: r.Changes, At: r.At, Hash: r.Hash})
	}
	return found, nil
}

func (p *pages) search(ask *desk.Ask, query, after string, limit int) ([]*audit.Record, string, error) {
	if kind, _, ok := strings.Cut(query, "/"); ok && !strings.ContainsAny(kind, " .") {
		page, err := audit.Search(ask.Ctx(), p.DB, audit.Filter{Object: query, After: after, Limit: limit})
		if err != nil || len(page.Items) > 0 {
			return page.Items, page.Next, err
		}
	}
	before, _ := strconv.ParseInt(after, 10, 64) // what is no number begins at the end
	people, err := p.Accounts.Find(ask.Ctx(), query)
	if err != nil {
		return nil, "", err
	}
	words, lang := search.Fold(query), string(ask.Lang)
	found, next, err := audit.Scan(ask.Ctx(), p.DB, before, limit, func(r *audit.Record) bool {
		return slices.Contains(people, r.By.Person) || says(r, lang, words)
	})
	if next == 0 {
		return found, "", err
	}
	return found, strconv.FormatInt(next, 10), err
}

// says reports whether an entry, as it is shown in a language, holds words that are folded already.
func says(r *audit.Record, lang, words string) bool {
	texts := []string{r.Action, r.Object, r.In(lang), r.Reason}
	for _, c := range r.Changes {
		texts = append(texts, c.From, c.To)
	}
	return strings.Contains(search.Fold(strings.Join(texts, " ")), words)
}

func (p *pages) namesOf(ask *desk.Ask, records []*audit.Record) (map[string]string, error) {
	var people []string
	for _, r := range records {
		people = append(people, r.By.Person)
	}
	return p.names(ask.Ctx(), people)
}

func who(ask *desk.Ask, by audit.Actor, names map[string]string) string {
	switch {
	case by.Person != "":
		return names[by.Person]
	case by.Key != "":
		return ask.Say("khóa cho phần mềm", "an API key")
	case by.Via == "command":
		return ask.Say("người vận hành", "an operator")
	}
	return ask.Say("việc nền", "a job")
}

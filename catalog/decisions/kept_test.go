package decisions_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/ocopmarket/ocop/catalog/decisions"
	"github.com/ocopmarket/ocop/catalog/intake"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/media/private"
)

// kept counts the files of lists, and the documents that hold what was found in them.
func (o *office) kept() (files, found int) {
	o.t.Helper()
	err := o.blobs.List(context.Background(), "private/", func(string) error { files++; return nil })
	if err != nil {
		o.t.Fatal(err)
	}
	if found, err = o.db.Count(context.Background(), "decision_list_findings", nil); err != nil {
		o.t.Fatal(err)
	}
	return files, found
}

const wrongDay = "Mắm ruốc,HTX Mắm Mới,xã Gia Viễn,Ninh Bình,4,1/QĐ-UBND,31/2/2026,NB 3/2026\n"

func TestOldListsAreForgottenWithTheirFilesAndFindings(t *testing.T) {
	o := open(t)
	written, tried := o.write(columns+first+wrongDay), o.try(columns+wrongDay)
	o.now = o.now.Add(20 * 24 * time.Hour)
	late, young := o.try(columns+strings.Replace(first, "NB 1/", "NB 2/", 1)+wrongDay), o.try(columns+wrongDay)
	if files, found := o.kept(); files != 4 || found != 4 {
		t.Fatalf("%d files and %d findings are kept", files, found)
	}
	o.now = o.now.Add(12 * 24 * time.Hour)
	if err := o.Apply(t.Context(), late.ID); err != nil {
		t.Fatal(err)
	}
	o.work()
	for range 2 { // once is enough
		if _, err := o.Prune(t.Context()); err != nil {
			t.Fatal(err)
		}
		if files, found := o.kept(); files != 2 || found != 2 {
			t.Errorf("%d files and %d findings are kept", files, found)
		}
	}
	for _, i := range []*decisions.Import{written, tried} {
		if _, _, err := o.Wrong(t.Context(), o.get(i.ID), "vi"); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("wrong rows of a list that is forgotten: %v", err)
		}
	}
	if i := o.get(written.ID); i.Phase != intake.Applied || i.Written != 1 || !i.Forgot || i.File.Name == "" || i.Parts != 0 {
		t.Errorf("%+v", i)
	}
	if err := o.Apply(t.Context(), tried.ID); !errors.Is(err, intake.ErrPhase) {
		t.Errorf("writing a list without its file: %v", err)
	}
	if _, rows, err := o.Wrong(t.Context(), o.get(young.ID), "vi"); err != nil || rows == nil {
		t.Error(err)
	}
	o.now = o.now.Add(20 * 24 * time.Hour) // long after it was sent, and not after it was written
	if _, err := o.Prune(t.Context()); err != nil {
		t.Fatal(err)
	}
	if files, found := o.kept(); files != 1 || found != 1 {
		t.Errorf("%d files and %d findings are kept", files, found)
	}
	if i := o.undo(late.ID); i.Phase != intake.Undone || i.KeptAll() != 0 {
		t.Errorf("%+v", i)
	}
}

// A file of an older release lies under its content, where others may have it too.
func TestASharedFileStays(t *testing.T) {
	o := open(t)
	i := o.try(columns + first)
	shared, err := private.New(o.blobs).KeepData(t.Context(), []byte(columns+first), "a.csv", "text/csv")
	if err != nil {
		t.Fatal(err)
	}
	lists := store.Define[decisions.Import]("decision_lists")
	if _, err := lists.Modify(t.Context(), o.db, i.ID, func(i *decisions.Import) error { i.File = shared; return nil }); err != nil {
		t.Fatal(err)
	}
	o.now = o.now.Add(40 * 24 * time.Hour)
	if n, err := o.Prune(t.Context()); n != 1 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
	if _, err := private.New(o.blobs).Read(t.Context(), shared); err != nil {
		t.Error(err)
	}
}

// What is refused leaves nothing behind, and is not even read.
func TestARefusedListIsNotKept(t *testing.T) {
	o := open(t)
	for range 5 {
		if _, err := o.Send(t.Context(), "", "person", "a.csv", strings.NewReader(columns+first)); err != nil {
			t.Fatal(err)
		}
	}
	list := strings.NewReader(columns + first)
	if _, err := o.Send(t.Context(), "", "person", "a.csv", list); !errors.Is(err, intake.ErrBusy) || list.Len() < int(list.Size()) {
		t.Errorf("one too many: %v, %d of %d bytes are left", err, list.Len(), list.Size())
	}
	if files, _ := o.kept(); files != 5 {
		t.Errorf("%d files are kept", files)
	}
}

// slow is a file in the course of whose sending others are sent.
type slow struct {
	*strings.Reader
	meanwhile func()
}

func (s slow) Read(p []byte) (int, error) {
	if s.Len() == int(s.Size()) {
		s.meanwhile()
	}
	return s.Reader.Read(p)
}

func TestAListThatIsRefusedAtTheLastMomentIsNotKept(t *testing.T) {
	o := open(t)
	list := slow{strings.NewReader(columns + first), func() {
		for range 5 {
			if _, err := o.Send(t.Context(), "", "person", "a.csv", strings.NewReader(columns+first)); err != nil {
				t.Fatal(err)
			}
		}
	}}
	if _, err := o.Send(t.Context(), "", "person", "b.csv", list); !errors.Is(err, intake.ErrBusy) {
		t.Errorf("one too many: %v", err)
	}
	if files, _ := o.kept(); files != 5 {
		t.Errorf("%d files are kept", files)
	}
}

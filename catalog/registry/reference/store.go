package reference

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"github.com/ocopmarket/ocop/catalog/registry"
)

// store lays what operators did over the generated data: for each product its latest state, in the order of revisions.
type store struct {
	mu      sync.RWMutex
	data    *Data
	path    string
	changed map[string]*registry.Record
	order   []*registry.Record // changed ones by revision
	head    int64
	index   []int32 // serial → place in data.products
	issued  int     // the running number after the last one given
}

// saved is the file that the store keeps.
type saved struct {
	Epoch   string             `json:"epoch"`
	Records []*registry.Record `json:"records"`
}

func openStore(data *Data, dir string) (*store, error) {
	s := &store{data: data, changed: map[string]*registry.Record{}, head: int64(data.Len()), index: make([]int32, data.Len())}
	for i, x := range data.products {
		s.index[x.serial] = int32(i)
	}
	if dir == "" {
		return s, nil
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	s.path = filepath.Join(dir, "acts.json")
	raw, err := os.ReadFile(s.path)
	if errors.Is(err, fs.ErrNotExist) {
		return s, nil
	}
	if err != nil {
		return nil, err
	}
	var f saved
	if err := json.Unmarshal(raw, &f); err != nil {
		return nil, fmt.Errorf("%s: %w", s.path, err)
	}
	if f.Epoch != data.Epoch() {
		return nil, fmt.Errorf("%s belongs to other data (%s, not %s)", s.path, f.Epoch, data.Epoch())
	}
	for _, r := range f.Records {
		s.put(r)
	}
	return s, nil
}

// put makes r the latest state of its product. The caller holds the lock.
func (s *store) put(r *registry.Record) {
	if old := s.changed[r.ID]; old != nil {
		s.order = slices.DeleteFunc(s.order, func(o *registry.Record) bool { return o == old })
	}
	s.changed[r.ID] = r
	s.order = append(s.order, r)
	s.head = max(s.head, r.Revision)
}

// save writes all changes to a new file and moves it in place, so that a power cut leaves the old or the new.
func (s *store) save(records []*registry.Record) error {
	if s.path == "" {
		return nil
	}
	raw, err := json.Marshal(saved{Epoch: s.data.Epoch(), Records: records})
	if err != nil {
		return err
	}
	return replaceFile(s.path, raw, 0o644)
}

// replaceFile is a durable write: data and directory are synced before it returns.
func replaceFile(path string, content []byte, mode fs.FileMode) error {
	tmp, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return err
	}
	defer os.Remove(tmp.Name())
	_, err = tmp.Write(content)
	err = errors.Join(err, tmp.Chmod(mode), tmp.Sync(), tmp.Close())
	if err != nil {
		return err
	}
	if err := os.Rename(tmp.Name(), path); err != nil {
		return err
	}
	dir, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}

// change applies one act to a product: durable first, visible after. edit sees a copy with the next revision.
func (s *store) change(id string, edit func(*registry.Record) error) (registry.Record, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, ok := s.latest(id)
	if !ok {
		r = registry.Record{ID: id}
	}
	r.Decisions = slices.Clone(r.Decisions)
	r.Revision = s.head + 1
	if err := edit(&r); err != nil {
		return registry.Record{}, err
	}
	next := slices.DeleteFunc(slices.Clone(s.order), func(o *registry.Record) bool { return o.ID == id })
	if err := s.save(append(next, &r)); err != nil {
		return registry.Record{}, fmt.Errorf("keep the act: %w", err)
	}
	s.put(&r)
	return r, nil
}

// latest is a product's present state. The caller holds the lock.
func (s *store) latest(id string) (registry.Record, bool) {
	if r := s.changed[id]; r != nil {
		return *r, true
	}
	if i, ok := s.place(id); ok {
		return s.data.Record(i), true
	}
	return registry.Record{}, false
}

// place finds a generated product by its id.
func (s *store) place(id string) (int, bool) {
	serial := serialOf(id)
	if serial < 0 || serial >= len(s.index) {
		return 0, false
	}
	i := int(s.index[serial])
	return i, s.data.products[i].id() == id
}

// serialOf reads the running number at the end of an id; -1 where there is none.
func serialOf(id string) int {
	if len(id) != len("OCOP-22-00001") {
		return -1
	}
	n := 0
	for _, c := range id[8:] {
		if c < '0' || c > '9' {
			return -1
		}
		n = n*10 + int(c-'0')
	}
	return n - 1
}

// get returns a product's present state.
func (s *store) get(id string) (registry.Record, bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.latest(id)
}

// after returns up to limit records whose revision is greater than rev, in their order, and whether more follow.
func (s *store) after(rev int64, limit int) (list []registry.Record, head int64, more bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	for i := rev; i < int64(s.data.Len()); i++ {
		if s.changed[s.data.products[i].id()] != nil {
			continue
		}
		if len(list) == limit {
			return list, s.head, true
		}
		list = append(list, s.data.Record(int(i)))
	}
	for _, r := range s.order {
		if r.Revision <= rev {
			continue
		}
		if len(list) == limit {
			return list, s.head, true
		}
		list = append(list, *r)
	}
	return list, s.head, false
}

func (s *store) headRevision() int64 {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.head
}

// A stand is what a list needs to know of a product without writing it out.
type stand struct {
	id       string
	revision int64
	where    registry.Place
	serial   int
	name     string
	kind     string // group of 2019
	stars    int
	number   string
	status   registry.Status
}

// each walks over all products by serial.
func (s *store) each(yield func(stand) bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	for serial := range s.index {
		x := s.data.products[s.index[serial]]
		st := stand{id: x.id(), revision: int64(s.index[serial]) + 1, where: placeOf(x), serial: serial, name: x.name.vi,
			kind: group2019(x.kind), stars: x.cert.stars, number: x.cert.number, status: x.status}
		if r := s.changed[st.id]; r != nil {
			st = standOf(r, st.kind)
		}
		if !yield(st) {
			return
		}
	}
	for _, r := range s.order {
		if serialOf(r.ID) >= len(s.index) && !yield(standOf(r, nationalType(r))) {
			return
		}
	}
}

func standOf(r *registry.Record, kind string) stand {
	return stand{id: r.ID, revision: r.Revision, where: r.Place, serial: serialOf(r.ID), name: r.Name, kind: kind,
		stars: r.Certificate.Stars, number: r.Certificate.Number, status: r.Certificate.Status}
}

// numberOf is the number of a product's present certificate.
func (s *store) numberOf(x *product) string {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if r := s.changed[x.id()]; r != nil {
		return r.Certificate.Number
	}
	return x.cert.number
}

// reserve gives the running number of the next product to be registered, once.
func (s *store) reserve() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.issued = max(s.issued, len(s.index))
	for id := range s.changed {
		s.issued = max(s.issued, serialOf(id)+1)
	}
	s.issued++
	return s.issued - 1
}

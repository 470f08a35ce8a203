package place

import "testing"

func TestPredecessorsAreTheOtherWay(t *testing.T) {
	total := 0
	for _, p := range Provinces() {
		for _, c := range Communes(p.Code) {
			list := Predecessors(c.Code)
			total += len(list)
			for i, o := range list {
				if got, ok := Successor(o.Code); !ok || got.Code != c.Code {
					t.Errorf("%s became %s, but is listed under %s", o.Code, got.Code, c.Code)
				}
				if i > 0 && list[i-1].Code >= o.Code {
					t.Errorf("%s: %s before %s", c.Code, list[i-1].Code, o.Code)
				}
			}
		}
	}
	if total != 10_034 {
		t.Errorf("%d old communes, want 10,034", total)
	}
}

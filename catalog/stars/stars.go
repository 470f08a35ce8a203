// Package stars holds the result of a product's evaluation: the points of the
// council and the stars that follow from them.
package stars

// Stars is a result of 1 to 5 stars; 3, 4 and 5 may be shown on goods.
type Stars int

// OfScore returns the stars for a score of 0 to 100 points.
// 148/QĐ-TTg: 5 from 90; 4 from 70 below 90; 3 from 50 below 70; 2 from 30 below 50; 1 below 30.
func OfScore(points float64) Stars {
	for s := Stars(5); s > 1; s-- {
		if points >= s.Least() {
			return s
		}
	}
	return 1
}

// Least is the lowest score that gives these stars.
func (s Stars) Least() float64 {
	switch s {
	case 5:
		return 90
	case 4:
		return 70
	case 3:
		return 50
	case 2:
		return 30
	}
	return 0
}

// Shown reports whether the result may be shown on goods at all.
func (s Stars) Shown() bool { return s >= 3 && s <= 5 }

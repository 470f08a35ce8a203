package letters

import (
	"slices"
	"testing"

	"github.com/ocopmarket/ocop/orders"
)

func TestEveryOccasionHasWordsInEveryLanguage(t *testing.T) {
	buyers := []string{"placed", "certificate", "operator"}
	for _, what := range []orders.What{
		orders.WasPaid, orders.WasUnderpaid, orders.WasPaidLate, orders.WasOverpaid, orders.TurnedToCash, orders.WasConfirmed,
		orders.WasShipped, orders.WasDelivered, orders.WasReturned, orders.WasCancelled, orders.RanOut,
		orders.WasRecalled, orders.WasReduced, orders.LapseAsked, orders.LapseKept, orders.LapseOnTheWay,
	} {
		buyers = append(buyers, string(what))
	}
	for lang, occasions := range map[string][]string{"vi": append(slices.Clone(buyers), "new", "called-off", "less", "call-back", "lost"), "en": buyers} {
		for _, occasion := range occasions {
			for _, part := range []string{"subject", "title", "intro", "next"} {
				if load().text.Lookup(lang+"."+occasion+"."+part) == nil {
					t.Errorf("no %s of %q in %s", part, occasion, lang)
				}
			}
		}
	}
}

func TestLabelsAreTheSameInBothLanguages(t *testing.T) {
	for key := range labels["vi"] {
		if labels["en"][key] == "" {
			t.Errorf("%s is missing in English", key)
		}
	}
	if len(labels["vi"]) != len(labels["en"]) {
		t.Errorf("%d labels in Vietnamese, %d in English", len(labels["vi"]), len(labels["en"]))
	}
}

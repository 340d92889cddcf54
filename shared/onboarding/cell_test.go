package onboarding_test

import (
	"testing"

	"github.com/hashmytag/hashmytag/shared/onboarding"
	"github.com/hashmytag/hashmytag/shared/wall"
)

func TestTenantsGoToTheFirstCellWithRoom(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	r := p.registrar()
	var err error
	r.Rooms, err = onboarding.ParseRooms("111122223333/us-east-1/2 444455556666/eu-west-3/1")
	must(t, err)
	home, second := wall.Cell{Account: "111122223333", Region: "us-east-1"}, wall.Cell{Account: "444455556666", Region: "eu-west-3"}
	for i, want := range []wall.Cell{home, home, second} {
		tenant, err := r.Register(t.Context(), registration)
		must(t, err)
		if tenant.Cell != want || p.tenant(tenant.ID).Cell != want {
			t.Errorf("tenant %d is in %v, want %v", i+1, tenant.Cell, want)
		}
	}
	if _, err := r.Register(t.Context(), registration); !wall.IsCode(err, wall.Unavailable) {
		t.Errorf("with all cells full: %v", err)
	}
	r.Rooms[1].Tables++ // the operator has made room
	if tenant, err := r.Register(t.Context(), registration); err != nil || tenant.Cell != second {
		t.Errorf("with room again: %v, %v", tenant.Cell, err)
	}
}

func TestParseRooms(t *testing.T) {
	t.Parallel()
	if rooms, err := onboarding.ParseRooms(" "); err != nil || rooms != nil {
		t.Errorf("nothing: %v, %v", rooms, err)
	}
	for _, text := range []string{"us-east-1", "111122223333/us-east-1", "111122223333//5", "1/us-east-1/5", "111122223333/us-east-1/0", "111122223333/us-east-1/many"} {
		if rooms, err := onboarding.ParseRooms(text); err == nil {
			t.Errorf("%q is %v", text, rooms)
		}
	}
}

package onboarding

import (
	"context"
	"fmt"
	"log/slog"
	"strconv"
	"strings"

	"github.com/hashmytag/hashmytag/shared/wall"
)

// Room is a cell, and how many tenants' tables it may hold: AWS gives an
// account and region 2,500, and up to 10,000 on request.
type Room struct {
	wall.Cell
	Tables int
}

// ParseRooms reads cells as ACCOUNT/REGION/TABLES, with spaces between them.
func ParseRooms(text string) ([]Room, error) {
	var rooms []Room
	for _, field := range strings.Fields(text) {
		parts := strings.Split(field, "/")
		if len(parts) != 3 || len(parts[0]) != 12 || parts[1] == "" {
			return nil, fmt.Errorf("%q is not a cell: write ACCOUNT/REGION/TABLES", field)
		}
		tables, err := strconv.Atoi(parts[2])
		if err != nil || tables < 1 {
			return nil, fmt.Errorf("%q: how many tables may be in the cell? write ACCOUNT/REGION/TABLES", field)
		}
		rooms = append(rooms, Room{wall.Cell{Account: parts[0], Region: parts[1]}, tables})
	}
	return rooms, nil
}

// settle gives a tenant the first cell that has room. Tables are counted, not
// remembered: registrations are rare, and nothing can then be out of step. Some
// that come together may find the same room, so cells are given fewer tables
// than AWS allows.
func (r Registrar) settle(ctx context.Context) (wall.Cell, error) {
	if len(r.Rooms) == 0 {
		return r.Cell, nil
	}
	used, err := r.Registry.CountTables(ctx)
	if err != nil {
		return wall.Cell{}, err
	}
	for _, room := range r.Rooms {
		if used[room.Cell] < room.Tables {
			return room.Cell, nil
		}
	}
	slog.ErrorContext(ctx, "no cell has room for another tenant's table", "cells", len(r.Rooms))
	return wall.Cell{}, wall.Refuse(wall.Unavailable, "no-room-for-walls", "there is no room for new walls at the moment: please try again later")
}

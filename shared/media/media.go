// Package media takes the pictures that tenants upload. None is passed on as it
// came: each is decoded and encoded anew, so that what visitors get is a picture
// and nothing else, whatever else the file was; its metadata, the place where it
// was taken among them, is gone.
package media

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"time"

	"github.com/hashmytag/hashmytag/shared/audit"
	"github.com/hashmytag/hashmytag/shared/budget"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// Store keeps pictures where visitors find them.
type Store interface {
	Put(ctx context.Context, key, contentType string, data []byte) error
}

// Uploader takes the pictures of any tenant.
type Uploader struct {
	Store   Store
	Counter budget.Counter
	Open    func(ctx context.Context, ref wall.TableRef) (wall.AuditStore, error)
	Clock   func() time.Time
}

const (
	// MaxBytes is how large an upload may be.
	MaxBytes       = 2 << 20
	uploadsPerHour = 60
	digestBytes    = 16
)

// Kinds are the media types of what is taken.
func Kinds() []string { return []string{"image/png", "image/jpeg", "image/webp"} }

// Upload stores a picture: PNG, JPEG or WebP. The same picture has the same
// address.
func (u Uploader) Upload(ctx context.Context, t wall.Tenant, data []byte) (wall.Picture, error) {
	if len(data) > MaxBytes {
		return wall.Picture{}, wall.Refuse(wall.TooLarge, "picture-too-heavy", "a picture may have {most} MB", MaxBytes>>20)
	}
	uploads := budget.Rate{Store: u.Counter, Name: "uploads", Reason: "too-many-uploads", Words: "pictures", Limit: uploadsPerHour, Window: time.Hour}
	if err := uploads.Take(ctx, t.ID, u.Clock()); err != nil {
		return wall.Picture{}, err
	}
	clean, err := reencode(data)
	if err != nil {
		return wall.Picture{}, err
	}
	sum := sha256.Sum256(clean.data)
	p := wall.Picture{
		TenantID: t.ID, Digest: hex.EncodeToString(sum[:digestBytes]),
		Width: clean.width, Height: clean.height, Format: clean.format.extension,
	}
	if err := u.Store.Put(ctx, p.Key(), clean.format.contentType, clean.data); err != nil {
		return wall.Picture{}, err
	}
	audit.Record(ctx, u.Open, t, audit.Entry(ctx, u.Clock(), "picture.uploaded", p.Address(), "%d × %d", p.Width, p.Height))
	return p, nil
}

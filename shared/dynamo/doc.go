// Package dynamo stores the domain in DynamoDB: the registry, which the whole
// platform shares, and one table per tenant.
//
// A TenantTable is bound to one table when it is opened, so a read across
// tenants cannot be written down. Its items are:
//
//	pk "P"  sk "<network>:<external id>"   a post
//	pk "S"  sk "state"                     where the syncs stand
//	pk "S"  sk "tenant"                    whose table this is, and its widget key
//	pk "S"  sk "settings"                  the widget's settings
//	pk "S"  sk "feed#<id>"                 a feed
//	pk "W"  sk "wall"                      the snapshot of the wall's first page
//	pk "A"  sk "<day>"                     what visitors did on a day, counted
//	pk "M#<message>"  sk "mark"            a message of visitors that is counted
//	pk "L"  sk "<time>|<random>"           who changed what
//
// Two local indexes order the posts: "wall" holds the visible ones in the order
// of the wall, "published" all of them by time. Local, because only these can
// be read consistently.
//
// The registry's items are listed in registry.go.
package dynamo

package scoped

import (
	"encoding/json"

	"github.com/hashmytag/hashmytag/shared/wall"
)

// document and statement are as much of IAM's language as we speak.
type document struct {
	Version   string
	Statement []statement
}

type statement struct {
	Effect    string
	Action    string
	Resource  []string
	Condition map[string]map[string]string `json:",omitempty"`
}

// sessionPolicy is the second belt: a session may do what both its role and
// this policy allow, and this policy knows one table and one tenant.
func sessionPolicy(tableARN, tenantID string) string {
	ownContext := map[string]string{}
	for name, value := range wall.SealContext(tenantID) {
		ownContext["kms:EncryptionContext:"+name] = value
	}
	policy, err := json.Marshal(document{
		Version: "2012-10-17",
		Statement: []statement{
			{Effect: "Allow", Action: "dynamodb:*", Resource: []string{tableARN, tableARN + "/index/*"}},
			{
				Effect: "Allow", Action: "kms:*", Resource: []string{"*"},
				Condition: map[string]map[string]string{"StringEquals": ownContext},
			},
		},
	})
	if err != nil {
		panic(err) // structs of strings always encode
	}
	return string(policy)
}

package aws

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"path"
	"strings"

	"github.com/hashmytag/hashmytag/local/iam"
)

// right is what a call needs.
type right struct{ action, resource string }

func (r right) denied(caller iam.Principal) string {
	return fmt.Sprintf("User: %s is not authorized to perform: %s on resource: %s", caller.Role.ARN, r.action, r.resource)
}

// guard passes a call on when its caller has all the rights that it needs.
func (s *Services) guard(w http.ResponseWriter, r *http.Request, caller iam.Principal, engine http.Handler, needs func([]byte) ([]right, error)) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		writeJSONError(w, http.StatusRequestEntityTooLarge, "SerializationException", err.Error())
		return
	}
	rights, err := needs(body)
	if err != nil {
		writeJSONError(w, http.StatusBadRequest, "SerializationException", err.Error())
		return
	}
	for _, need := range rights {
		if !caller.May(need.action, need.resource) {
			writeJSONError(w, http.StatusBadRequest, "AccessDeniedException", need.denied(caller))
			return
		}
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	engine.ServeHTTP(w, r)
}

// transactions say which right each of their elements needs.
var transactions = map[string]string{
	"Put": "PutItem", "Update": "UpdateItem", "Delete": "DeleteItem", "ConditionCheck": "ConditionCheckItem", "Get": "GetItem",
}

// tableRights are the rights that a call of DynamoDB needs: on one table or index, or on several tables.
func (s *Services) tableRights(call string, body []byte) ([]right, error) {
	var request struct {
		TableName     string
		ResourceArn   string // of a call about tags
		IndexName     string
		RequestItems  map[string]any
		TransactItems []map[string]struct{ TableName string }
	}
	if err := json.Unmarshal(body, &request); err != nil {
		return nil, err
	}
	var rights []right
	for table := range request.RequestItems {
		rights = append(rights, right{"dynamodb:" + call, s.tableARN(table)})
	}
	for _, element := range request.TransactItems {
		for kind, on := range element {
			rights = append(rights, right{"dynamodb:" + transactions[kind], s.tableARN(on.TableName)})
		}
	}
	if len(rights) > 0 {
		return rights, nil
	}
	resource := s.tableARN(cmp.Or(request.TableName, request.ResourceArn))
	if request.IndexName != "" {
		resource += "/index/" + request.IndexName
	}
	return []right{{"dynamodb:" + call, resource}}, nil
}

// tableARN names a table as policies do. Engines have another region in their own ARNs.
func (s *Services) tableARN(name string) string {
	if name == "" {
		return "*" // a call about no table, such as ListTables
	}
	if _, after, isARN := strings.Cut(name, ":table/"); isARN {
		name = after
	}
	return fmt.Sprintf("arn:aws:dynamodb:%s:%s:table/%s", s.config.Region, s.config.Account, name)
}

// queueRights are the rights that a call of SQS needs. A batch needs that of its single call.
func (s *Services) queueRights(call string, body []byte) ([]right, error) {
	var request struct {
		QueueURL string `json:"QueueUrl"`
	}
	if err := json.Unmarshal(body, &request); err != nil {
		return nil, err
	}
	queue := fmt.Sprintf("arn:aws:sqs:%s:%s:%s", s.config.Region, s.config.Account, path.Base(request.QueueURL))
	return []right{{"sqs:" + strings.TrimSuffix(call, "Batch"), queue}}, nil
}

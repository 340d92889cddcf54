package aws

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/mail"
	"strings"

	"github.com/hashmytag/hashmytag/local/iam"
	"github.com/hashmytag/hashmytag/local/mailbox"
)

// sendEmailPath is the address of SES v2's SendEmail, which has a path where other services have a header.
const sendEmailPath = "/v2/email/outbound-emails"

type sendEmail struct {
	FromEmailAddress string
	Destination      struct{ ToAddresses []string }
	Content          struct {
		Simple *struct {
			Subject content
			Body    struct{ Text, HTML content }
		}
	}
}

type content struct{ Data string }

// ses delivers mail to the mailbox. Like the service it takes a message in parts, and no name that breaks a header.
func (s *Services) ses(w http.ResponseWriter, r *http.Request, caller iam.Principal) {
	var request sendEmail
	if err := json.NewDecoder(r.Body).Decode(&request); err != nil {
		writeSESError(w, http.StatusBadRequest, "BadRequestException", err.Error())
		return
	}
	from, err := mail.ParseAddress(request.FromEmailAddress)
	if err != nil || request.Content.Simple == nil || len(request.Destination.ToAddresses) != 1 {
		writeSESError(w, http.StatusBadRequest, "BadRequestException", "only simple messages from one address to one other are served locally")
		return
	}
	_, domain, _ := strings.Cut(from.Address, "@")
	identity := fmt.Sprintf("arn:aws:ses:%s:%s:identity/%s", s.config.Region, s.config.Account, domain)
	if need := (right{"ses:SendEmail", identity}); !caller.May(need.action, need.resource) {
		writeSESError(w, http.StatusForbidden, "AccessDeniedException", need.denied(caller))
		return
	}
	message := request.Content.Simple
	id, err := s.config.Deliver(mailbox.Mail{
		From: request.FromEmailAddress, To: request.Destination.ToAddresses[0],
		Subject: message.Subject.Data, Text: message.Body.Text.Data, HTML: message.Body.HTML.Data,
	})
	if err != nil {
		writeSESError(w, http.StatusInternalServerError, "InternalServiceErrorException", err.Error())
		return
	}
	writeJSON(w, http.StatusOK, map[string]string{"MessageId": id})
}

func writeSESError(w http.ResponseWriter, status int, code, message string) {
	w.Header().Set("X-Amzn-ErrorType", code)
	writeJSONError(w, status, code, message)
}

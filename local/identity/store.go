package identity

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/mail"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/zitadel/oidc/v3/pkg/op"
)

const (
	tokenLifetime   = time.Hour
	sessionLifetime = 30 * 24 * time.Hour
	requestLifetime = time.Hour
	keyBits         = 2048
)

// User is somebody who has signed in.
type User struct {
	Subject string `json:"subject"`
	Email   string `json:"email"`
}

// file is what survives a restart.
type file struct {
	Key      []byte              `json:"key"`   // PKCS #1
	Users    map[string]User     `json:"users"` // by e-mail
	Sessions map[string]*session `json:"sessions"`
}

// store knows users, sessions and the sign-ins that have begun.
type store struct {
	client  client
	issuer  string
	admin   func(email string) bool
	path    string
	clock   func() time.Time
	key     *rsa.PrivateKey
	keyID   string
	codeKey []byte // encrypts what the library hides in codes

	mu       sync.Mutex
	file     file
	requests map[string]*request
}

func openStore(config Config) (*store, error) {
	s := &store{
		client: client{origin: config.Origin, login: config.Issuer + loginPath},
		issuer: config.Issuer, admin: config.Admin, path: config.File, clock: time.Now,
		file:     file{Users: map[string]User{}, Sessions: map[string]*session{}},
		requests: map[string]*request{},
	}
	text, err := os.ReadFile(config.File)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		err = s.makeKey()
	case err == nil:
		err = s.load(text)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", config.File, err)
	}
	digest := sha256.Sum256(s.file.Key)
	s.codeKey, s.keyID = digest[:], hex.EncodeToString(digest[:8])
	return s, nil
}

func (s *store) load(text []byte) (err error) {
	if err := json.Unmarshal(text, &s.file); err != nil {
		return err
	}
	s.key, err = x509.ParsePKCS1PrivateKey(s.file.Key)
	return err
}

func (s *store) makeKey() (err error) {
	if s.key, err = rsa.GenerateKey(rand.Reader, keyBits); err != nil {
		return err
	}
	s.file.Key = x509.MarshalPKCS1PrivateKey(s.key)
	return s.save()
}

// save writes the file whole or not at all. The caller holds the lock.
func (s *store) save() error {
	text, err := json.MarshalIndent(s.file, "", "  ")
	if err != nil {
		return err
	}
	if err := os.WriteFile(s.path+".new", text, 0o600); err != nil {
		return err
	}
	return os.Rename(s.path+".new", s.path)
}

var errAddress = errors.New("this is not an e-mail address")

// userOf finds the user of an address, or registers one.
func (s *store) userOf(email string) (User, error) {
	email = strings.ToLower(strings.TrimSpace(email))
	if a, err := mail.ParseAddress(email); err != nil || a.Address != email {
		return User{}, errAddress
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if user, known := s.file.Users[email]; known {
		return user, nil
	}
	user := User{Subject: uuid.NewString(), Email: email}
	s.file.Users[email] = user
	return user, s.save()
}

func (s *store) subject(email string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.file.Users[strings.ToLower(email)].Subject
}

func (s *store) user(subject string) (User, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, user := range s.file.Users {
		if user.Subject == subject {
			return user, nil
		}
	}
	return User{}, errors.New("there is no such user")
}

// signIn completes a sign-in that has begun.
func (s *store) signIn(id string, user User) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, ok := s.requests[id]
	if !ok {
		return errExpired
	}
	r.subject, r.signedIn = user.Subject, s.clock()
	return nil
}

// refreshToken begins a session. The file knows the token's hash alone.
func (s *store) refreshToken(r op.AuthRequest) (string, error) {
	token := rand.Text() + rand.Text()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.file.Sessions[hash(token)] = &session{
		Subject: r.GetSubject(), ClientID: r.GetClientID(), Scopes: r.GetScopes(),
		SignedIn: r.GetAuthTime(), Expires: s.clock().Add(sessionLifetime),
	}
	return token, s.save()
}

func hash(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

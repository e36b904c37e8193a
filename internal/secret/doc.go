// Package secret holds the keys that live outside the database, and the few
// things done with them.
//
//	keys/kek     wraps one data key per person      (envelope encryption, AES-256-GCM)
//	keys/pepper  makes tags of numbers and tokens   (HMAC-SHA256; look-up without the clear text)
//	keys/signer  signs checkpoints; workers on other machines never get it
//
// Destroying a person's wrapped data key makes everything sealed under it
// unreadable for ever: that is how erasure works. Losing kek does the same to
// everybody, so the files must be kept in a second safe place.
package secret

package io.patchbay.sip.internal.media;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encryption and authentication of one direction, of RTP or of RTCP (RFC 3711 §4): AES in counter
 * mode and HMAC-SHA1. Counter mode is made of single blocks, because the JDK's wants new objects
 * for each packet; what is left of those are two of the tag's. Not thread-safe.
 */
final class SrtpCipher {

    static final int MOST_TAG = 20;

    private static final int BLOCK = 16;
    private static final int AUTH_BYTES = 20;

    /** A first label of RTCP; those of RTP begin at 0. */
    private static final int CONTROL_LABEL = 3;

    private final Cipher blocks;
    private final Mac mac;
    private final byte[] salt;
    private final byte[] tag = new byte[MOST_TAG];
    private final byte[] counters = new byte[2_048 + BLOCK];
    private final byte[] stream = new byte[2_048 + BLOCK];

    /** With keys that are derived already. */
    SrtpCipher(byte[] key, byte[] authentication, byte[] salt) throws GeneralSecurityException {
        blocks = aes(key);
        mac = Mac.getInstance("HmacSHA1");
        mac.init(new SecretKeySpec(authentication, "HmacSHA1"));
        this.salt = salt.clone();
    }

    /** Derives the keys of one direction. */
    static SrtpCipher of(SdesKey key, boolean control) {
        byte[] secret = key.secret();
        byte[] master = Arrays.copyOf(secret, SdesKey.KEY_BYTES);
        byte[] salt = Arrays.copyOfRange(secret, SdesKey.KEY_BYTES, secret.length);
        int label = control ? CONTROL_LABEL : 0;
        try {
            return new SrtpCipher(
                    derive(master, salt, label, SdesKey.KEY_BYTES),
                    derive(master, salt, label + 1, AUTH_BYTES),
                    derive(master, salt, label + 2, SdesKey.SALT_BYTES));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES and HMAC-SHA1", e);
        }
    }

    private static Cipher aes(byte[] key) throws GeneralSecurityException {
        Cipher aes = Cipher.getInstance("AES/ECB/NoPadding");
        aes.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"));
        return aes;
    }

    /** Makes a key of the session (§4.3.1, with a rate of derivation of 0). */
    static byte[] derive(byte[] master, byte[] masterSalt, int label, int bytes)
            throws GeneralSecurityException {
        byte[] counter = Arrays.copyOf(masterSalt, BLOCK);
        counter[7] ^= (byte) label;
        Cipher aes = aes(master);
        byte[] made = new byte[bytes];
        for (int at = 0; at < bytes; at += BLOCK) {
            Bytes.putShort(counter, 14, at / BLOCK);
            System.arraycopy(aes.doFinal(counter), 0, made, at, Math.min(BLOCK, bytes - at));
        }
        return made;
    }

    /** Encrypts or decrypts in place. */
    void apply(byte[] data, int at, int length, int ssrc, long index) {
        int size = (length + BLOCK - 1) / BLOCK;
        for (int block = 0; block < size; block++) {
            int to = block * BLOCK;
            System.arraycopy(salt, 0, counters, to, SdesKey.SALT_BYTES);
            for (int i = 0; i < 4; i++) {
                counters[to + 4 + i] ^= (byte) (ssrc >> 24 - 8 * i);
            }
            for (int i = 0; i < 6; i++) {
                counters[to + 8 + i] ^= (byte) (index >> 40 - 8 * i);
            }
            Bytes.putShort(counters, to + 14, block);
        }
        try {
            blocks.update(counters, 0, size * BLOCK, stream, 0);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES failed", e);
        }
        for (int i = 0; i < length; i++) {
            data[at + i] ^= stream[i];
        }
    }

    /** Makes the tag of the first bytes and, for RTP, of the count of wraps after them. */
    private void authenticate(byte[] data, int length) {
        mac.update(data, 0, length);
        try {
            mac.doFinal(tag, 0);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HMAC failed", e);
        }
    }

    /** Writes the tag of the first {@code length} bytes to where {@code to} says. */
    void sign(byte[] data, int length, int to, int tagBytes) {
        authenticate(data, length);
        System.arraycopy(tag, 0, data, to, tagBytes);
    }

    /** Whether a tag is that of the first {@code length} bytes; takes as long in either case. */
    boolean verify(byte[] data, int length, byte[] sent, int tagBytes) {
        authenticate(data, length);
        int different = 0;
        for (int i = 0; i < tagBytes; i++) {
            different |= tag[i] ^ sent[i];
        }
        return different == 0;
    }
}

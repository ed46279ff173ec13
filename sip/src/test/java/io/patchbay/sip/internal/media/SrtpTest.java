package io.patchbay.sip.internal.media;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.sip.internal.media.SdesKey.Suite;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Objects;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Encryption: the vectors of RFC 3711 Appendix B, and what must be refused. */
@NullUnmarked
class SrtpTest {

    private static final byte[] MASTER = hex("E1F97A0D3E018BE0D64FA32C06DE4139");
    private static final byte[] MASTER_SALT = hex("0EC675AD498AFEEBB6960B3AABE6");

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }

    private static SdesKey key(Suite suite) {
        byte[] secret = Arrays.copyOf(MASTER, 30);
        System.arraycopy(MASTER_SALT, 0, secret, 16, 14);
        return new SdesKey(1, suite, secret);
    }

    private static byte[] packet(int sequence, int payload) {
        byte[] packet = new byte[200];
        RtpHeader.write(packet, 0, false, sequence, 160 * sequence, 0xCAFEBABE);
        Arrays.fill(packet, 12, 12 + payload, (byte) 0xAB);
        return packet;
    }

    private static int open(SrtpReceiver receiver, byte[] packet, int length) {
        return receiver.unprotect(
                packet, length, 12, Bytes.getShort(packet, 2), Bytes.getInt(packet, 8));
    }

    @Test
    void counter_mode_makes_the_stream_of_appendix_b2() throws Exception {
        SrtpCipher cipher =
                new SrtpCipher(
                        hex("2B7E151628AED2A6ABF7158809CF4F3C"),
                        new byte[20],
                        hex("F0F1F2F3F4F5F6F7F8F9FAFBFCFD"));
        byte[] data = new byte[48];
        cipher.apply(data, 0, data.length, 0, 0);
        assertArrayEquals(
                hex(
                        "E03EAD0935C95E80E166B16DD92B4EB4D23513162B02D0F72A43A2FE4A5F97AB"
                                + "41E95B3BB0A2E8DD477901E4FCA894C0"),
                data);
    }

    @Test
    void keys_are_derived_as_in_appendix_b3() throws Exception {
        assertArrayEquals(
                hex("C61E7A93744F39EE10734AFE3FF7A087"),
                SrtpCipher.derive(MASTER, MASTER_SALT, 0, 16));
        assertArrayEquals(
                hex("CEBE321F6FF7716B6FD4AB49AF256A156D38BAA4"),
                SrtpCipher.derive(MASTER, MASTER_SALT, 1, 20));
        assertArrayEquals(
                hex("30CBBC08863D8C85D49DB34A9AE1"), SrtpCipher.derive(MASTER, MASTER_SALT, 2, 14));
    }

    /** The packet that other implementations test themselves with. */
    @Test
    void a_known_packet_is_encrypted_as_everybody_does() {
        byte[] packet = new byte[64];
        byte[] plain = hex("800F1234DECAFBADCAFEBABEABABABABABABABABABABABABABABABAB");
        System.arraycopy(plain, 0, packet, 0, plain.length);
        SrtpSender sender = new SrtpSender(key(Suite.AES_CM_128_HMAC_SHA1_80));
        int length = sender.protect(packet, plain.length);
        assertArrayEquals(
                hex(
                        "800F1234DECAFBADCAFEBABE4E55DC4CE79978D88CA4D215949D2402"
                                + "B78D6ACC99EA179B8DBB"),
                Arrays.copyOf(packet, length));
    }

    @ParameterizedTest
    @EnumSource(Suite.class)
    void what_was_encrypted_is_decrypted_across_a_wrap(Suite suite) {
        SrtpSender sender = new SrtpSender(key(suite));
        SrtpReceiver receiver = new SrtpReceiver(key(suite));
        for (int i = 0; i < 70_000; i++) {
            byte[] packet = packet(i & 0xFFFF, 20);
            int length = sender.protect(packet, 32);
            assertEquals(32 + suite.tagBytes(), length);
            if (i % 10 == 3) {
                continue; // lost
            }
            assertEquals(32, open(receiver, packet, length));
            assertArrayEquals(packet(i & 0xFFFF, 20), clean(packet, 32));
        }
    }

    private static byte[] clean(byte[] packet, int length) {
        return Arrays.copyOf(Arrays.copyOf(packet, length), packet.length);
    }

    @Test
    void a_packet_is_taken_once() {
        SrtpSender sender = new SrtpSender(key(Suite.AES_CM_128_HMAC_SHA1_80));
        SrtpReceiver receiver = new SrtpReceiver(key(Suite.AES_CM_128_HMAC_SHA1_80));
        byte[][] packets = new byte[100][];
        int[] lengths = new int[100];
        for (int i = 0; i < 100; i++) {
            packets[i] = packet(i, 20);
            lengths[i] = sender.protect(packets[i], 32);
        }
        for (int i = 0; i < 100; i++) {
            if (i != 80 && i != 10) {
                assertEquals(32, open(receiver, packets[i].clone(), lengths[i]));
            }
        }
        for (int i = 0; i < 100; i++) {
            // 80 comes late and for the first time; 10 is too old to know
            int expected = i == 80 ? 32 : -1;
            assertEquals(expected, open(receiver, packets[i].clone(), lengths[i]), "packet " + i);
        }
        assertEquals(-1, open(receiver, packets[80].clone(), lengths[80]));
    }

    @Test
    void what_was_changed_or_has_another_key_is_refused() {
        SrtpSender sender = new SrtpSender(key(Suite.AES_CM_128_HMAC_SHA1_32));
        byte[] packet = packet(7, 20);
        int length = sender.protect(packet, 32);
        for (int i = 0; i < length; i++) {
            byte[] changed = packet.clone();
            changed[i] ^= 1;
            SrtpReceiver receiver = new SrtpReceiver(key(Suite.AES_CM_128_HMAC_SHA1_32));
            assertEquals(-1, open(receiver, changed, length), "byte " + i);
            assertEquals(32, open(receiver, packet.clone(), length), "the true one still passes");
        }
        SrtpReceiver other = new SrtpReceiver(SdesKey.random(1, Suite.AES_CM_128_HMAC_SHA1_32));
        assertEquals(-1, open(other, packet.clone(), length));
        for (int shorter = 0; shorter < 16; shorter++) {
            SrtpReceiver receiver = new SrtpReceiver(key(Suite.AES_CM_128_HMAC_SHA1_32));
            assertEquals(-1, open(receiver, packet.clone(), shorter));
        }
    }

    @Test
    void forged_packets_take_no_place_of_a_stream() {
        SrtpReceiver receiver = new SrtpReceiver(key(Suite.AES_CM_128_HMAC_SHA1_80));
        for (int i = 0; i < 100; i++) {
            byte[] packet = packet(1, 20);
            Bytes.putInt(packet, 8, i);
            assertEquals(-1, open(receiver, packet, 42));
        }
        byte[] packet = packet(1, 20);
        int length = new SrtpSender(key(Suite.AES_CM_128_HMAC_SHA1_80)).protect(packet, 32);
        assertEquals(32, open(receiver, packet, length));
    }

    @Test
    void reports_are_encrypted_and_taken_once() {
        SrtpSender sender = new SrtpSender(key(Suite.AES_CM_128_HMAC_SHA1_32));
        SrtpReceiver receiver = new SrtpReceiver(key(Suite.AES_CM_128_HMAC_SHA1_32));
        byte[] plain = hex("81C8000BCAFEBABEABABABABABABABABABABABABABABABAB");
        byte[] first = Arrays.copyOf(plain, 64);
        int length = sender.protectControl(first, plain.length);
        assertEquals(plain.length + 14, length);
        byte[] second = Arrays.copyOf(plain, 64);
        sender.protectControl(second, plain.length);
        // the one with index 1 is the one that other implementations test themselves with, but
        // for their tag, which is over the same bytes
        assertArrayEquals(
                hex("81C8000BCAFEBABE7128035BE487B9BDBEF89041F977A5A880000001"),
                Arrays.copyOf(second, 28));
        assertArrayEquals(hex("993E08CD54D6C1230798"), Arrays.copyOfRange(second, 28, length));
        assertEquals(plain.length, receiver.unprotectControl(second.clone(), length));
        assertEquals(-1, receiver.unprotectControl(second.clone(), length));
        byte[] opened = first.clone();
        assertEquals(plain.length, receiver.unprotectControl(opened, length));
        assertArrayEquals(plain, Arrays.copyOf(opened, plain.length));
        byte[] changed = first.clone();
        changed[12] ^= 1;
        assertEquals(
                -1,
                new SrtpReceiver(key(Suite.AES_CM_128_HMAC_SHA1_32))
                        .unprotectControl(changed, length));
        assertEquals(-1, receiver.unprotectControl(new byte[64], 5));
    }

    @Test
    void a_key_is_read_as_it_was_written_and_shown_nowhere() {
        SdesKey key = SdesKey.random(3, Suite.AES_CM_128_HMAC_SHA1_32);
        SdesKey read = Objects.requireNonNull(SdesKey.read(key.write()));
        assertTrue(read.sameSecret(key));
        assertEquals(3, read.tag());
        String secret = Base64.getEncoder().encodeToString(key.secret());
        assertTrue(key.write().contains(secret));
        assertFalse(key.toString().contains(secret));
        assertFalse(new Agreement.Encryption(key, read).toString().contains(secret));
        assertNotEquals(key.write(), SdesKey.random(3, Suite.AES_CM_128_HMAC_SHA1_32).write());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "1 AES_CM_128_HMAC_SHA1_80",
                "x AES_CM_128_HMAC_SHA1_80 inline:AAAA",
                "1 AES_CM_128_HMAC_SHA1_80 inline:AAAA",
                "1 AES_CM_128_HMAC_SHA1_80 inline:!!!!",
                "1 F8_128_HMAC_SHA1_80 inline:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "1 AES_CM_128_HMAC_SHA1_80 inline:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA|1:4",
                "1 AES_CM_128_HMAC_SHA1_80 inline:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
                        + " UNENCRYPTED_SRTP",
                "99999999999 AES_CM_128_HMAC_SHA1_80"
                        + " inline:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
            })
    void a_key_that_cannot_be_used_is_none(String value) {
        assertNull(SdesKey.read(value));
    }

    @Test
    void a_lifetime_is_let_pass() {
        assertTrue(
                SdesKey.read(
                                "1 AES_CM_128_HMAC_SHA1_80"
                                        + " inline:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA|2^31")
                        != null);
    }
}

package io.patchbay.sip.internal.media;

/** Encrypts what we send (RFC 3711). One stream; on the loop. */
final class SrtpSender {

    private static final int CONTROL_TAG = 10;
    private static final int INDEX_BYTES = 4;

    private final SrtpCipher sound;
    private final SrtpCipher control;
    private final int tagBytes;
    private final SdesKey key;
    private int wraps;
    private int last = -1;
    private int controlIndex;

    SrtpSender(SdesKey key) {
        this.key = key;
        this.sound = SrtpCipher.of(key, false);
        this.control = SrtpCipher.of(key, true);
        this.tagBytes = key.suite().tagBytes();
    }

    /** Whether it is this key that it encrypts with. */
    boolean has(SdesKey other) {
        return key.sameSecret(other);
    }

    /** Encrypts a packet without extras in place; the room for the tag must be there. */
    int protect(byte[] packet, int length) {
        int sequence = Bytes.getShort(packet, 2);
        if (sequence < last) {
            wraps++;
        }
        last = sequence;
        long index = (wraps & 0xFFFFFFFFL) << 16 | sequence;
        int ssrc = Bytes.getInt(packet, 8);
        sound.apply(packet, RtpHeader.BYTES, length - RtpHeader.BYTES, ssrc, index);
        // the count of wraps is signed, and not sent
        Bytes.putInt(packet, length, wraps);
        sound.sign(packet, length + INDEX_BYTES, length, tagBytes);
        return length + tagBytes;
    }

    /** Encrypts a compound packet of RTCP in place (§3.4). */
    int protectControl(byte[] packet, int length) {
        int index = controlIndex;
        controlIndex = controlIndex + 1 & Integer.MAX_VALUE;
        control.apply(packet, 8, length - 8, Bytes.getInt(packet, 4), index);
        Bytes.putInt(packet, length, index | 0x80000000);
        int signed = length + INDEX_BYTES;
        control.sign(packet, signed, signed, CONTROL_TAG);
        return signed + CONTROL_TAG;
    }
}

package io.patchbay.sip.internal.media;

/** The header of one packet (RFC 3550 §5.1), read into fields that are used again. */
final class RtpHeader {

    /** A header without anything optional. */
    static final int BYTES = 12;

    private int type;
    private boolean marker;
    private int sequence;
    private int stamp;
    private int ssrc;
    private int headerBytes;
    private int payloadBytes;

    /** Reads one; false for what is no packet of RTP, or one that is cut off. */
    boolean read(byte[] packet, int length) {
        if (length < BYTES || (packet[0] & 0xC0) != 0x80) {
            return false;
        }
        int at = BYTES + 4 * (packet[0] & 0x0F);
        if ((packet[0] & 0x10) != 0) {
            if (length < at + 4) {
                return false;
            }
            at += 4 + 4 * ((packet[at + 2] & 0xFF) << 8 | packet[at + 3] & 0xFF);
        }
        if (at > length) {
            return false;
        }
        headerBytes = at;
        payloadBytes = length - at;
        marker = (packet[1] & 0x80) != 0;
        type = packet[1] & 0x7F;
        sequence = (packet[2] & 0xFF) << 8 | packet[3] & 0xFF;
        stamp = Bytes.getInt(packet, 4);
        ssrc = Bytes.getInt(packet, 8);
        return true;
    }

    /** Takes away what fills the packet up, once it is readable; false when it is nonsense. */
    boolean unpad(byte[] packet) {
        if ((packet[0] & 0x20) == 0) {
            return true;
        }
        if (payloadBytes == 0) {
            return false;
        }
        int padding = packet[headerBytes + payloadBytes - 1] & 0xFF;
        if (padding == 0 || padding > payloadBytes) {
            return false;
        }
        payloadBytes -= padding;
        return true;
    }

    /** Writes a header. */
    static void write(byte[] packet, int type, boolean marker, int sequence, int stamp, int ssrc) {
        packet[0] = (byte) 0x80;
        packet[1] = (byte) (marker ? 0x80 | type : type);
        packet[2] = (byte) (sequence >> 8);
        packet[3] = (byte) sequence;
        Bytes.putInt(packet, 4, stamp);
        Bytes.putInt(packet, 8, ssrc);
    }

    int type() {
        return type;
    }

    boolean marker() {
        return marker;
    }

    int sequence() {
        return sequence;
    }

    int stamp() {
        return stamp;
    }

    int ssrc() {
        return ssrc;
    }

    int headerBytes() {
        return headerBytes;
    }

    int payloadBytes() {
        return payloadBytes;
    }
}

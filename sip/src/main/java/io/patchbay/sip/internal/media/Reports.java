package io.patchbay.sip.internal.media;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.concurrent.ThreadLocalRandom;

/**
 * Reports of both sides on what was sent and what came (RTCP, RFC 3550 §6). Its clock is the
 * loop's: what a report calls wall-clock time only needs to go on. On the loop.
 */
final class Reports {

    private static final int SENDER = 200;
    private static final int RECEIVER = 201;
    private static final int SOURCE = 202;
    private static final int BYE = 203;
    private static final int BLOCK_BYTES = 24;
    private static final int CNAME = 1;
    private static final long INTERVAL_NANOS = 5_000_000_000L;

    private final byte[] name;
    private long due;
    private long packetsBefore;
    private int lastReport;
    private long lastReportNanos;
    private long farLost = -1;
    private long roundTripMicros = -1;

    Reports() {
        // short-lived and random, so that it says nothing of anybody (RFC 7022)
        name = Long.toString(ThreadLocalRandom.current().nextLong() >>> 1, 36).getBytes(US_ASCII);
    }

    /** The first report is due a while after this. */
    void start(long nanos) {
        due = nanos + INTERVAL_NANOS / 2;
    }

    /** Whether a report is to be sent; the next one is due at a random time after it (§6.2). */
    boolean due(long nanos) {
        if (nanos - due < 0) {
            return false;
        }
        due = nanos + ThreadLocalRandom.current().nextLong(INTERVAL_NANOS) + INTERVAL_NANOS / 2;
        return true;
    }

    /**
     * Writes a compound packet.
     *
     * @param clock ticks of timestamps a second
     * @param last whether it is the last one, which says goodbye
     * @return its bytes
     */
    int write(
            byte[] packet,
            OutgoingSound sent,
            IncomingStream came,
            int clock,
            boolean last,
            long nanos) {
        boolean sender = sent.packets() != packetsBefore;
        packetsBefore = sent.packets();
        int at = 4;
        Bytes.putInt(packet, at, sent.ssrc());
        at += 4;
        if (sender) {
            at = writeSender(packet, at, sent, nanos);
        }
        if (came.any()) {
            at = writeBlock(packet, at, came, clock, nanos);
        }
        header(packet, 0, at, came.any() ? 1 : 0, sender ? SENDER : RECEIVER);
        at = writeName(packet, at, sent.ssrc());
        if (last) {
            Bytes.putInt(packet, at + 4, sent.ssrc());
            header(packet, at, at + 8, 1, BYE);
            at += 8;
        }
        return at;
    }

    private static void header(byte[] packet, int from, int to, int count, int type) {
        packet[from] = (byte) (0x80 | count);
        packet[from + 1] = (byte) type;
        Bytes.putShort(packet, from + 2, (to - from) / 4 - 1);
    }

    private static int writeSender(byte[] packet, int at, OutgoingSound sent, long nanos) {
        Bytes.putInt(packet, at, (int) (nanos / 1_000_000_000));
        Bytes.putInt(packet, at + 4, (int) ((nanos % 1_000_000_000 << 32) / 1_000_000_000));
        Bytes.putInt(packet, at + 8, sent.stamp());
        Bytes.putInt(packet, at + 12, (int) sent.packets());
        Bytes.putInt(packet, at + 16, (int) sent.bytes());
        return at + 20;
    }

    private int writeBlock(byte[] packet, int at, IncomingStream came, int clock, long nanos) {
        Bytes.putInt(packet, at, came.ssrc());
        long lost = Math.min(0x7FFFFF, came.lost());
        Bytes.putInt(packet, at + 4, came.lostFraction() << 24 | (int) lost);
        Bytes.putInt(packet, at + 8, came.highest());
        Bytes.putInt(packet, at + 12, (int) (came.jitterMicros() * clock / 1_000_000));
        Bytes.putInt(packet, at + 16, lastReport);
        Bytes.putInt(packet, at + 20, lastReport == 0 ? 0 : units(nanos - lastReportNanos));
        return at + BLOCK_BYTES;
    }

    private int writeName(byte[] packet, int from, int ssrc) {
        int at = from + 4;
        Bytes.putInt(packet, at, ssrc);
        packet[at + 4] = CNAME;
        packet[at + 5] = (byte) name.length;
        System.arraycopy(name, 0, packet, at + 6, name.length);
        at += 6 + name.length;
        do { // at least one zero ends the list
            packet[at++] = 0;
        } while ((at - from) % 4 != 0);
        header(packet, from, at, 1, SOURCE);
        return at;
    }

    /** 1/65536 of a second. */
    private static int units(long nanos) {
        return (int) (nanos / 1_000 * 65_536 / 1_000_000);
    }

    private static int middle(long nanos) {
        return (int) (nanos / 1_000_000_000) << 16
                | (int) ((nanos % 1_000_000_000 << 16) / 1_000_000_000);
    }

    /**
     * Reads what the far end says.
     *
     * @return false for what is no compound packet of RTCP
     */
    boolean read(byte[] packet, int length, int ourSsrc, long nanos) {
        int at = 0;
        while (at + 8 <= length) {
            int count = packet[at] & 0x1F;
            int type = packet[at + 1] & 0xFF;
            int bytes = 4 * (Bytes.getShort(packet, at + 2) + 1);
            if ((packet[at] & 0xC0) != 0x80 || bytes < 8 || at + bytes > length) {
                return false;
            }
            if (at == 0 && type != SENDER && type != RECEIVER) {
                return false;
            }
            int blocks = at + 8;
            if (type == SENDER && bytes >= 28) {
                lastReport = Bytes.getInt(packet, at + 8) << 16 | Bytes.getShort(packet, at + 12);
                lastReportNanos = nanos;
                blocks += 20;
            }
            if (type == SENDER || type == RECEIVER) {
                readBlocks(
                        packet,
                        blocks,
                        Math.min(count, (at + bytes - blocks) / BLOCK_BYTES),
                        ourSsrc,
                        nanos);
            }
            at += bytes;
        }
        return at == length && at > 0;
    }

    private void readBlocks(byte[] packet, int from, int count, int ourSsrc, long nanos) {
        for (int i = 0; i < count; i++) {
            int at = from + i * BLOCK_BYTES;
            if (Bytes.getInt(packet, at) != ourSsrc) {
                continue;
            }
            // 24 bits with a sign: packets that came twice count against those that did not
            farLost = Math.max(0, Bytes.getInt(packet, at + 4) << 8 >> 8);
            int report = Bytes.getInt(packet, at + 16);
            int held = Bytes.getInt(packet, at + 20);
            int trip = middle(nanos) - report - held;
            if (report != 0 && trip >= 0) {
                roundTripMicros = (long) trip * 1_000_000 / 65_536;
            }
        }
    }

    /** Packets that the far end says it lost; -1 while it says nothing. */
    long farLost() {
        return farLost;
    }

    /** To the far end and back; -1 while unknown. */
    long roundTripMicros() {
        return roundTripMicros;
    }
}

package io.patchbay.sip.internal.media;

import io.patchbay.audio.PacedRing;
import io.patchbay.audio.Resampler;
import io.patchbay.sip.internal.media.Agreement.KeyType;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Makes packets of the sound that waits, and of silence where none does. On the loop; once warm it
 * allocates nothing.
 */
final class OutgoingSound {

    private static final int MOST_MILLIS = 60;

    /** A voice that begins after so much silence begins a talk spurt. */
    private static final int SPURT_MILLIS = 200;

    private final PacedRing ring;
    private final int rate;
    private final byte[] taken;
    private final short[] pcm;
    private final short[] converted = new short[16_000 / 1_000 * MOST_MILLIS];
    private final int ssrc = ThreadLocalRandom.current().nextInt();

    /** Far from its wrap, so that what comes first cannot be taken for what comes after it. */
    private int sequence = ThreadLocalRandom.current().nextInt(1 << 15);

    private int stamp = ThreadLocalRandom.current().nextInt();
    private @Nullable Codec codec;
    private @Nullable SoundEncoder encoder;
    private @Nullable Resampler resampler;
    private final OutgoingKeys keys = new OutgoingKeys();
    private @Nullable KeyType pressed;
    private int type;
    private int packetMillis = 20;
    private int silentMillis = SPURT_MILLIS;
    private long packets;
    private long bytes;

    OutgoingSound(int rate, PacedRing ring) {
        this.rate = rate;
        this.ring = ring;
        this.taken = new byte[rate / 1_000 * 2 * MOST_MILLIS];
        this.pcm = new short[rate / 1_000 * MOST_MILLIS];
    }

    /** What is sent from now on. */
    void become(Codec next, int payloadType, @Nullable KeyType keyType, int millis) {
        pressed = keyType;
        if (keyType == null) {
            keys.fail("the far end takes none any more");
        }
        if (codec != next) {
            codec = next;
            encoder = next.encoder();
            resampler = next.rate() == rate ? null : Resampler.of(rate, next.rate());
        }
        type = payloadType;
        packetMillis = next.packetMillis(millis);
    }

    /** How much sound is in a packet. */
    int packetMillis() {
        return packetMillis;
    }

    /** Keys to be sent in place of sound. */
    OutgoingKeys keys() {
        return keys;
    }

    /** Bytes of a packet with what comes next. */
    int packet(byte[] packet) {
        KeyType keyType = pressed;
        if (keyType == null || !keys.busy()) {
            return sound(packet, false);
        }
        if (!keys.pausing()) {
            return key(packet, keyType);
        }
        int length = sound(packet, true);
        keys.pause(packetMillis);
        return length;
    }

    private int key(byte[] packet, KeyType keyType) {
        boolean marker = keys.begins();
        int payload = keys.payload(packet, RtpHeader.BYTES, keyType, packetMillis, stamp);
        RtpHeader.write(packet, keyType.type(), marker, sequence, keys.stamp(), ssrc);
        count(payload);
        pass(packetMillis);
        return RtpHeader.BYTES + payload;
    }

    private int sound(byte[] packet, boolean silence) {
        int samples = rate / 1_000 * packetMillis;
        boolean voice = !silence && ring.take(taken, 2 * samples);
        for (int i = 0; i < samples; i++) {
            pcm[i] = voice ? (short) (taken[2 * i + 1] << 8 | taken[2 * i] & 0xFF) : 0;
        }
        return encoded(packet, samples, voice);
    }

    private int encoded(byte[] packet, int samples, boolean voice) {
        SoundEncoder by = encoder;
        Codec now = codec;
        if (by == null || now == null) {
            throw new IllegalStateException("nothing is agreed yet");
        }
        short[] sound = pcm;
        int length = samples;
        Resampler converter = resampler;
        if (converter != null) {
            length = converter.resample(pcm, 0, samples, converted, 0);
            sound = converted;
        }
        boolean marker = voice && silentMillis >= SPURT_MILLIS;
        silentMillis = voice ? 0 : Math.min(SPURT_MILLIS, silentMillis + packetMillis);
        RtpHeader.write(packet, type, marker, sequence, stamp, ssrc);
        int payload = by.encode(sound, length, packet, RtpHeader.BYTES);
        count(payload);
        stamp += ticks(packetMillis);
        return RtpHeader.BYTES + payload;
    }

    private void count(int payload) {
        sequence = sequence + 1 & 0xFFFF;
        packets++;
        bytes += payload;
    }

    /** Time in which no packet is sent passes as well. */
    void pass(int millis) {
        stamp += ticks(millis);
        silentMillis = SPURT_MILLIS;
    }

    private int ticks(int millis) {
        Codec now = codec;
        return (now == null ? Codec.PCMU : now).clock() / 1_000 * millis;
    }

    int ssrc() {
        return ssrc;
    }

    /** The timestamp of what is sent next. */
    int stamp() {
        return stamp;
    }

    long packets() {
        return packets;
    }

    /** Bytes of payload. */
    long bytes() {
        return bytes;
    }
}

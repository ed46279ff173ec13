package io.patchbay.sip.internal.media;

import io.patchbay.sip.internal.media.SoundSection.Format;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which numbers mean what in a call; once given, a number keeps its meaning (RFC 3264 §8.3.2). */
final class PayloadTypes {

    private static final int FIRST_DYNAMIC = 96;
    private static final int KEYS = 101;

    private final Map<Codec, Integer> codecs = new EnumMap<>(Codec.class);
    private final Map<Integer, Integer> keys = new HashMap<>();

    PayloadTypes copy() {
        PayloadTypes copy = new PayloadTypes();
        copy.become(this);
        return copy;
    }

    void become(PayloadTypes other) {
        codecs.putAll(other.codecs);
        keys.putAll(other.keys);
    }

    /** The number of a codec. */
    int of(Codec codec) {
        return codecs.computeIfAbsent(
                codec, c -> c.type() < FIRST_DYNAMIC ? c.type() : free(c.type()));
    }

    /** The number of keys on a clock. */
    int ofKeys(int clock) {
        return keys.computeIfAbsent(clock, c -> free(KEYS));
    }

    private int free(int wanted) {
        Collection<Integer> taken = codecs.values();
        int type = wanted;
        while (taken.contains(type) || keys.containsValue(type)) {
            type = type == 127 ? FIRST_DYNAMIC : type + 1;
        }
        return type;
    }

    /** Takes over what the far end has given. */
    void learn(List<Format> formats) {
        codecs.putAll(byCodec(formats));
        for (Format format : formats) {
            if (format.codec() == null) {
                keys.put(format.clock(), format.type());
            }
        }
    }

    private static Map<Codec, Integer> byCodec(List<Format> formats) {
        Map<Codec, Integer> found = new EnumMap<>(Codec.class);
        for (Format format : formats) {
            Codec codec = format.codec();
            if (codec != null) {
                found.putIfAbsent(codec, format.type());
            }
        }
        return found;
    }

    /** What all numbers mean. */
    Map<Integer, Codec> receiving() {
        Map<Integer, Codec> found = new HashMap<>();
        codecs.forEach((codec, type) -> found.put(type, codec));
        return found;
    }

    /** The clocks of all numbers that mean keys. */
    Map<Integer, Integer> receivingKeys() {
        Map<Integer, Integer> found = new HashMap<>();
        keys.forEach((clock, type) -> found.put(type, clock));
        return found;
    }

    /** What the numbers of these formats mean. */
    Map<Integer, Codec> receiving(List<Format> formats) {
        Map<Integer, Codec> found = new HashMap<>();
        byCodec(formats).forEach((codec, type) -> found.put(type, codec));
        return found;
    }

    /** The clocks of those of these formats that mean keys. */
    Map<Integer, Integer> receivingKeys(List<Format> formats) {
        Map<Integer, Integer> found = new HashMap<>();
        for (Format format : formats) {
            if (format.codec() == null) {
                found.put(format.type(), format.clock());
            }
        }
        return found;
    }
}

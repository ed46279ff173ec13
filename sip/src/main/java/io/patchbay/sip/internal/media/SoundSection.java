package io.patchbay.sip.internal.media;

import io.patchbay.sip.internal.media.SessionDescription.Attribute;
import io.patchbay.sip.internal.media.SessionDescription.Connection;
import io.patchbay.sip.internal.media.SessionDescription.Media;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One {@code m=audio} with everything that holds for it.
 *
 * @param formats those that we know, in order
 * @param address where its maker takes sound; null when it gave none: on hold
 * @param control where it takes RTCP; null as well
 * @param secure whether its protocol is SRTP's
 * @param keys of {@code a=crypto}, those that we can use
 */
record SoundSection(
        String protocol,
        List<Format> formats,
        Direction direction,
        int packetMillis,
        @Nullable InetSocketAddress address,
        @Nullable InetSocketAddress control,
        boolean mux,
        boolean secure,
        List<SdesKey> keys) {

    private static final int NOT_ACCEPTABLE = 488;
    private static final int DEFAULT_PACKET = 20;
    private static final int SHORTEST_PACKET = 10;
    private static final int LONGEST_PACKET = 60;
    private static final Pattern MAP =
            Pattern.compile("(\\d{1,3})[ \\t]+([\\w.-]{1,64})/(\\d{4,6})(?:/(\\d{1,2}))?");
    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:.]{2,45}");

    /**
     * A payload type and what it means: a codec, or keys when that is null.
     *
     * @param clock ticks a second
     */
    record Format(int type, @Nullable Codec codec, int clock) {}

    /** Whether it is a kind of section that could be met, and is not switched off. */
    static boolean usable(Media media) {
        return media.kind().equals("audio")
                && media.port() != 0
                && (media.protocol().equals("RTP/AVP")
                        || media.protocol().equals("RTP/AVPF")
                        || isSecure(media.protocol()));
    }

    private static boolean isSecure(String protocol) {
        return protocol.equals("RTP/SAVP") || protocol.equals("RTP/SAVPF");
    }

    /**
     * Reads a section.
     *
     * @throws MediaException 488 when its address or port is none where sound could be sent
     */
    static SoundSection of(SessionDescription whole, Media media) throws MediaException {
        if (media.port() > 65_535) {
            throw refused("port " + media.port() + " is none");
        }
        InetAddress host = host(whole.connection(media));
        int port = (int) media.port();
        boolean mux = media.attribute("rtcp-mux") != null;
        InetSocketAddress address = host == null ? null : new InetSocketAddress(host, port);
        return new SoundSection(
                media.protocol(),
                formats(media),
                direction(whole, media),
                packetMillis(media),
                address,
                address == null ? null : mux ? address : control(media, address),
                mux,
                isSecure(media.protocol()),
                keys(media));
    }

    private static @Nullable InetAddress host(@Nullable Connection connection)
            throws MediaException {
        if (connection == null) {
            throw refused("no c=");
        }
        InetAddress host = literal(connection.family(), connection.address());
        if (host == null || host.isMulticastAddress() || isBroadcast(host)) {
            throw refused("c= has no address where sound could be sent");
        }
        return host.isAnyLocalAddress() ? null : host;
    }

    private static boolean isBroadcast(InetAddress host) {
        byte[] bytes = host.getAddress();
        // 0/8 is "this network", 240/4 reserved and broadcast (RFC 6890)
        return bytes.length == 4
                && (bytes[0] == 0 && !host.isAnyLocalAddress() || (bytes[0] & 0xF0) == 0xF0);
    }

    /** An address that is written as numbers; names are not looked up. */
    static @Nullable InetAddress literal(String family, String text) {
        boolean four = family.equals("IP4") && IPV4.matcher(text).matches();
        boolean six = family.equals("IP6") && IPV6.matcher(text).matches() && text.contains(":");
        if (!four && !six) {
            return null;
        }
        try {
            InetAddress address = InetAddress.getByName(text);
            return six || address instanceof Inet4Address ? address : null;
        } catch (UnknownHostException e) {
            return null; // such as 300.1.2.3
        }
    }

    /** RTCP goes to the next port, unless {@code a=rtcp} says otherwise (RFC 3605). */
    private static InetSocketAddress control(Media media, InetSocketAddress sound) {
        String value = media.attribute("rtcp");
        if (value != null) {
            String[] parts = value.split("[ \\t]+");
            int port = number(parts[0], 65_535);
            InetAddress host = sound.getAddress();
            if (parts.length == 4) {
                InetAddress other = literal(parts[2], parts[3]);
                // only a port may differ: another host is an address nobody vouches for
                host = other != null && other.equals(host) ? other : host;
            }
            if (port > 0) {
                return new InetSocketAddress(host, port);
            }
        }
        return new InetSocketAddress(sound.getAddress(), Math.min(65_535, sound.getPort() + 1));
    }

    private static List<Format> formats(Media media) {
        Map<Integer, Format> mapped = new HashMap<>();
        for (Attribute attribute : media.attributes()) {
            Matcher map = MAP.matcher(attribute.value());
            if (!attribute.name().equals("rtpmap") || !map.matches()) {
                continue;
            }
            int type = Integer.parseInt(map.group(1));
            int clock = Integer.parseInt(map.group(3));
            int channels = map.group(4) == null ? 1 : Integer.parseInt(map.group(4));
            if (map.group(2).equalsIgnoreCase("telephone-event") && channels == 1) {
                mapped.put(type, new Format(type, null, clock));
            } else {
                // known or not, it takes the place of what the number means by itself
                mapped.put(type, new Format(type, codec(map.group(2), clock, channels), -1));
            }
        }
        List<Format> formats = new ArrayList<>();
        for (String text : media.formats()) {
            int type = number(text, 127);
            if (type < 0) {
                continue;
            }
            Format format = mapped.get(type);
            Codec codec = format == null ? Codec.ofStatic(type) : format.codec();
            if (codec != null) {
                formats.add(new Format(type, codec, codec.clock()));
            } else if (format != null && format.clock() > 0) {
                formats.add(format);
            }
        }
        return formats;
    }

    private static @Nullable Codec codec(String encoding, int clock, int channels) {
        return Codec.of(encoding, clock, channels);
    }

    private static Direction direction(SessionDescription whole, Media media) {
        Direction own = direction(media.attributes());
        if (own == null) {
            own = direction(whole.attributes());
        }
        return own == null ? Direction.SENDRECV : own;
    }

    private static @Nullable Direction direction(List<Attribute> attributes) {
        for (Attribute attribute : attributes) {
            for (Direction direction : Direction.values()) {
                if (direction.attribute().equals(attribute.name())) {
                    return direction;
                }
            }
        }
        return null;
    }

    /** What its maker wants in a packet, in steps of 10 ms, within what can be done. */
    private static int packetMillis(Media media) {
        String wanted = media.attribute("ptime");
        String most = media.attribute("maxptime");
        int millis = wanted == null ? DEFAULT_PACKET : number(wanted, 1_000);
        millis = millis <= 0 ? DEFAULT_PACKET : millis;
        int limit = most == null ? LONGEST_PACKET : number(most, 1_000);
        if (limit > 0) {
            millis = Math.min(millis, limit);
        }
        return Math.max(SHORTEST_PACKET, Math.min(LONGEST_PACKET, millis / 10 * 10));
    }

    private static List<SdesKey> keys(Media media) {
        List<SdesKey> keys = new ArrayList<>();
        for (Attribute attribute : media.attributes()) {
            SdesKey key =
                    attribute.name().equals("crypto") ? SdesKey.read(attribute.value()) : null;
            if (key != null) {
                keys.add(key);
            }
        }
        return keys;
    }

    /** A whole number from 0 to {@code most}, or -1. */
    private static int number(String text, int most) {
        if (!text.matches("[0-9]{1,6}")) {
            return -1;
        }
        int value = Integer.parseInt(text);
        return value <= most ? value : -1;
    }

    private static MediaException refused(String what) {
        return new MediaException(NOT_ACCEPTABLE, "not acceptable here: " + what);
    }
}

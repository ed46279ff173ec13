package io.patchbay.rtc.internal.libwebrtc;

import dev.onvoid.webrtc.RTCIceCandidate;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The ways to this machine that one peer has found. They are put into a description here, since the
 * native description grows while it is read.
 */
final class Candidates {

    private static final Pattern USER = Pattern.compile("(?m)^a=ice-ufrag:(\\S+)");

    /**
     * Each name of a far end is looked up on a native thread of its own, which lives until the
     * answer comes, whatever becomes of the peer; and when no thread can be made, the JVM ends.
     */
    static final int MAX_NAMES = 4;

    /** With the address, which is the fifth word. */
    private static final Pattern CANDIDATE =
            Pattern.compile("a=candidate:\\S* \\S+ \\S+ \\S+ (\\S+) .*");

    private static final Pattern IPV4 =
            Pattern.compile("(25[0-5]|2[0-4]\\d|1?\\d?\\d)(\\.(25[0-5]|2[0-4]\\d|1?\\d?\\d)){3}");

    private final List<RTCIceCandidate> found = new ArrayList<>();
    private CompletableFuture<Void> first = new CompletableFuture<>();
    private CompletableFuture<Void> all = new CompletableFuture<>();
    private String user = "";

    /** A description is about to be applied; when its credentials are new ones, all starts anew. */
    synchronized void expect(String sdp) {
        Matcher matcher = USER.matcher(sdp);
        String now = matcher.find() ? matcher.group(1) : "";
        if (!now.equals(user)) {
            user = now;
            found.clear();
            first = new CompletableFuture<>();
            all = new CompletableFuture<>();
        }
    }

    void add(RTCIceCandidate candidate) {
        CompletableFuture<Void> done;
        synchronized (this) {
            if (candidate.sdp.contains(" ufrag ") && !candidate.sdp.contains(" ufrag " + user)) {
                return; // of the credentials before
            }
            found.add(candidate);
            done = first;
        }
        done.complete(null);
    }

    /** The search is over. */
    void complete() {
        CompletableFuture<Void> one;
        CompletableFuture<Void> every;
        synchronized (this) {
            one = first;
            every = all;
        }
        one.complete(null);
        every.complete(null);
    }

    /** Done when there is one, or there will be none. */
    synchronized CompletionStage<Void> first() {
        return first.copy();
    }

    /** Done when the search is over. */
    synchronized CompletionStage<Void> all() {
        return all.copy();
    }

    synchronized boolean none() {
        return found.isEmpty();
    }

    /** The description with what was found so far, each at the end of the medium it is for. */
    synchronized String in(String sdp) {
        TreeMap<Integer, StringBuilder> lines = new TreeMap<>();
        for (RTCIceCandidate one : found) {
            lines.computeIfAbsent(one.sdpMLineIndex, i -> new StringBuilder())
                    .append("a=")
                    .append(one.sdp)
                    .append("\r\n");
        }
        StringBuilder text = new StringBuilder(sdp.length() + found.size() * 120);
        int medium = -1;
        for (String line : sdp.split("\r?\n")) {
            if (line.startsWith("m=")) {
                text.append(lines.getOrDefault(medium, new StringBuilder()));
                medium++;
            }
            text.append(line).append("\r\n");
        }
        return text.append(lines.getOrDefault(medium, new StringBuilder())).toString();
    }

    /** A far end's description without the candidates that name a host, but for the first few. */
    static String withFewNames(String sdp) {
        StringBuilder kept = new StringBuilder(sdp.length() + 2);
        int names = 0;
        for (String line : sdp.split("\r?\n")) {
            Matcher matcher = CANDIDATE.matcher(line);
            if (!matcher.matches() || isAddress(matcher.group(1)) || ++names <= MAX_NAMES) {
                kept.append(line).append("\r\n");
            }
        }
        return kept.toString();
    }

    private static boolean isAddress(String host) {
        if (host.indexOf(':') < 0 || host.indexOf('%') >= 0) {
            return IPV4.matcher(host).matches();
        }
        try {
            InetAddress.getByName(host); // with a colon it is read, and never looked up
            return true;
        } catch (UnknownHostException e) {
            return false;
        }
    }
}

package io.patchbay.rtc.internal.libwebrtc;

import dev.onvoid.webrtc.RTCIceCandidate;
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
}

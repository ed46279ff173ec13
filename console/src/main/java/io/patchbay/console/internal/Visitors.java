package io.patchbay.console.internal;

import io.patchbay.management.resource.Permission;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Who is let in: holders of a token, and browsers that showed one and got a cookie for it. What a
 * cookie holds is a number of its own, so that it neither tells the token nor outlives this
 * process. For any thread.
 */
final class Visitors {

    /** Browsers at once; the one that came first goes for one more. */
    static final int MOST = 256;

    private static final int SECRET_BYTES = 32;

    private record Holder(byte[] token, Visit visit) {}

    private final SecureRandom random = new SecureRandom();
    private final String token;
    private final List<Holder> holders;
    private final Map<String, Visit> browsers = new LinkedHashMap<>();

    Visitors(ConsoleSettings settings) {
        String said = settings.token();
        token = said == null ? random() : said;
        holders =
                List.of(
                        holder(token, Permission.CONTROL),
                        holder(settings.contentToken(), Permission.CONTENT),
                        holder(settings.observeToken(), Permission.OBSERVE));
    }

    private Holder holder(@Nullable String token, Permission permission) {
        // nobody has the random one, and comparing takes as long
        String shown = token == null ? random() : token;
        return new Holder(bytes(shown), new Visit(permission));
    }

    private String random() {
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        return HexFormat.of().formatHex(secret);
    }

    /** What lets its holder do everything. */
    String token() {
        return token;
    }

    /** Whose token it is, if anybody's. */
    Optional<Visit> holder(String shown) {
        byte[] bytes = bytes(shown);
        Visit found = null;
        for (Holder holder : holders) {
            if (MessageDigest.isEqual(holder.token, bytes)) {
                found = holder.visit;
            }
        }
        return Optional.ofNullable(found);
    }

    /**
     * Lets a browser in.
     *
     * @return what its cookie is to hold
     */
    String admit(Permission permission) {
        String cookie = random();
        Visit oldest = null;
        synchronized (browsers) {
            if (browsers.size() >= MOST) {
                Iterator<Visit> visits = browsers.values().iterator();
                oldest = visits.next();
                visits.remove();
            }
            browsers.put(cookie, new Visit(permission));
        }
        if (oldest != null) {
            oldest.end();
        }
        return cookie;
    }

    /** Whose cookie it is, if anybody's. */
    Optional<Visit> browser(String cookie) {
        synchronized (browsers) {
            return Optional.ofNullable(browsers.get(cookie));
        }
    }

    /** A browser leaves, and its cookie lets nobody in any more. */
    void leave(Visit visit) {
        remove(one -> one == visit);
    }

    /** Everybody leaves. */
    void end() {
        remove(one -> true);
        holders.forEach(holder -> holder.visit.end());
    }

    private void remove(Predicate<Visit> which) {
        List<Visit> gone;
        synchronized (browsers) {
            gone = browsers.values().stream().filter(which).toList();
            browsers.values().removeIf(which);
        }
        gone.forEach(Visit::end);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

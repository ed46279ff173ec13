package io.patchbay.sip.internal;

import io.patchbay.sip.SipRegistration;
import io.patchbay.sip.SipSettings;
import io.patchbay.sip.SipSettings.Registration;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All registrations of one set of sockets. Those that a new door has in common with the one before
 * go on without a gap. On the door's loop.
 */
final class Registrars {

    private record Key(URI registrar, URI address, String user, String password, long seconds) {
        static Key of(Registration each) {
            return new Key(
                    each.registrar(),
                    each.address(),
                    each.user(),
                    each.password().reveal(),
                    each.expires().toSeconds());
        }

        @Override
        public String toString() {
            return "Key[" + address + "]";
        }
    }

    private final Switchboard board;
    private final Map<Key, Registrar> registrars = new LinkedHashMap<>();
    private volatile List<Registrar> shown = List.of();

    Registrars(Switchboard board) {
        this.board = board;
    }

    /** These and no others, from now on. */
    void become(SipSettings settings) {
        Map<Key, Registration> wanted = new LinkedHashMap<>();
        settings.registrations().forEach(each -> wanted.put(Key.of(each), each));
        registrars
                .entrySet()
                .removeIf(
                        each -> {
                            boolean gone = !wanted.containsKey(each.getKey());
                            if (gone) {
                                each.getValue().end();
                            }
                            return gone;
                        });
        SipSettings kept = SharedSipDoor.withoutPlug(settings);
        wanted.forEach(
                (key, each) -> {
                    if (!registrars.containsKey(key)) {
                        Registrar begun = new Registrar(board, kept, each);
                        registrars.put(key, begun);
                        begun.begin();
                    }
                });
        shown = List.copyOf(registrars.values());
    }

    /** Takes all back. */
    void end() {
        registrars.values().forEach(Registrar::end);
        registrars.clear();
    }

    boolean isEmpty() {
        return registrars.isEmpty();
    }

    /** How they stand. From any thread. */
    List<SipRegistration> states() {
        return shown.stream().map(Registrar::state).toList();
    }
}

package io.patchbay.transport.sip.internal.leg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whom a call may be handed to: what a talked-into agent says is not enough. */
class AddressPatternsTest {

    @ParameterizedTest
    @CsvSource({
        "sip:*@example.org, sip:anna@example.org, true",
        "sip:*@example.org, SIP:anna@EXAMPLE.org, true",
        "sip:*@example.org, sip:anna@example.org;transport=tcp, true",
        "sip:*@example.org, sips:anna@example.org, false",
        "sip:*@example.org, sip:anna@example.com, false",
        "sip:*@example.org, sip:anna@example.org.evil.com, false",
        "sip:*@example.org, sip:anna@example.org:5070, false",
        "sip:*@example.org:5070, sip:anna@example.org:5070, true",
        "sip:*@example.org, sip:anna@evil.com;x=@example.org, false",
        "sip:*@example.org, sip:anna@evil.com?x=@example.org, false",
        "sip:*@example.org, sip:anna@example.org;maddr=evil.com, false",
        "sip:*@example.org, sip:anna@example.org?Route=evil.com, false",
        "sip:*@example.org, sip:anna%40evil.com@example.org, false",
        "sip:*@example.org, sip:anna;x=y@example.org, false",
        "sip:*@*.example.org, sip:anna@fra.example.org, true",
        "sip:help@example.org, sip:help@example.org, true",
        "sip:help@example.org, sip:helper@example.org, false",
        "tel:+49*, tel:+49-30-123, true",
        "tel:+49*, tel:+4930123, true",
        "tel:+49*, tel:+1900123, false",
        "tel:+49*, tel:+49;phone-context=evil.com, false",
        "tel:+49*, sip:+4930123@example.org, false",
        "*, sip:anna@example.org, true",
        "*, tel:+49, true",
        "*, sip:anna@example.org?Replaces=1, false",
        "*, https://example.org, false",
        "'', sip:anna@example.org, false",
    })
    void what_is_not_allowed_is_refused(String patterns, String address, boolean allowed) {
        assertEquals(
                allowed,
                AddressPatterns.of("transfer-targets", patterns).test(URI.create(address)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"example.org", "http://x", "sip:a@b;c", "tel:abc", "sip:", "**"})
    void a_pattern_that_is_none_is_refused_by_the_settings_name(String pattern) {
        IllegalArgumentException refused =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> AddressPatterns.of("transfer-targets", pattern));
        assertTrue(String.valueOf(refused.getMessage()).contains("transfer-targets"));
    }
}

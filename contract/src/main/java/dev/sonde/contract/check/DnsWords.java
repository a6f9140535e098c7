package dev.sonde.contract.check;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The words of DNS and their numbers (the registries of IANA). Pure. */
public final class DnsWords {
    private static final Map<String, Integer> TYPES = numbers(
            "A 1 NS 2 MD 3 MF 4 CNAME 5 SOA 6 MB 7 MG 8 MR 9 NULL 10 PTR 12 HINFO 13 MINFO 14 MX 15 TXT 16 RP 17"
                    + " AFSDB 18 X25 19 ISDN 20 RT 21 NSAP-PTR 23 SIG 24 KEY 25 PX 26 GPOS 27 AAAA 28 LOC 29 NXT 30"
                    + " EID 31 NIMLOC 32 SRV 33 ATMA 34 NAPTR 35 KX 36 CERT 37 DNAME 39 OPT 41 APL 42 DS 43 SSHFP 44"
                    + " IPSECKEY 45 RRSIG 46 NSEC 47 DNSKEY 48 DHCID 49 NSEC3 50 NSEC3PARAM 51 TLSA 52 SMIMEA 53"
                    + " HIP 55 NINFO 56 RKEY 57 TALINK 58 CDS 59 CDNSKEY 60 OPENPGPKEY 61 CSYNC 62 ZONEMD 63 SVCB 64"
                    + " HTTPS 65 SPF 99 UINFO 100 UID 101 GID 102 UNSPEC 103 NID 104 L32 105 L64 106 LP 107 EUI48 108"
                    + " EUI64 109 NXNAME 128 TKEY 249 TSIG 250 IXFR 251 AXFR 252 MAILB 253 MAILA 254 ANY 255 URI 256"
                    + " CAA 257 AVC 258 AMTRELAY 260 TA 32768 DLV 32769");
    private static final Map<String, Integer> CLASSES = numbers("IN 1 CS 2 CH 3 CH 3 HS 4 HESIOD 4 NONE 254 ANY 255");
    private static final Map<String, Integer> RCODES = numbers(
            "NOERROR 0 FORMERR 1 SERVFAIL 2 NXDOMAIN 3 NOTIMP 4 REFUSED 5 YXDOMAIN 6 YXRRSET 7 NXRRSET 8 NOTAUTH 9"
                    + " NOTZONE 10 BADSIG 16 BADVERS 16 BADKEY 17 BADTIME 18 BADMODE 19 BADNAME 20 BADALG 21"
                    + " BADTRUNC 22 BADCOOKIE 23");

    private DnsWords() {}

    /** A type's number; 0 if the word is none. */
    public static int typeNumber(String word) {
        return TYPES.getOrDefault(word, 0);
    }

    /** A type's word; {@code TYPE} and its number if it has none. */
    public static String typeWord(int number) {
        return word(TYPES, number, "TYPE");
    }

    /** A class's number; 1, the Internet's, if the word is none. */
    public static int classNumber(String word) {
        return CLASSES.getOrDefault(word, 1);
    }

    /** A class's word; {@code CLASS} and its number if it has none. */
    public static String classWord(int number) {
        return word(CLASSES, number, "CLASS");
    }

    /** A response code's word. */
    public static String rcodeWord(int number) {
        return word(RCODES, number, "RCODE");
    }

    /** Every type that has a word. */
    public static List<String> types() {
        return sorted(TYPES);
    }

    /** Every class that has a word. */
    public static List<String> classes() {
        return sorted(CLASSES);
    }

    /** Every response code that has a word. */
    public static List<String> rcodes() {
        return sorted(RCODES);
    }

    private static List<String> sorted(Map<String, Integer> words) {
        return words.keySet().stream().sorted().toList();
    }

    private static String word(Map<String, Integer> words, int number, String prefix) {
        return words.entrySet().stream()
                .filter(entry -> entry.getValue() == number)
                .map(Map.Entry::getKey)
                .min(String::compareTo)
                .orElse(prefix + number);
    }

    private static Map<String, Integer> numbers(String pairs) {
        Map<String, Integer> numbers = new TreeMap<>();
        String[] words = pairs.split(" ", -1);
        for (int i = 0; i < words.length; i += 2) {
            numbers.put(words[i], Integer.valueOf(words[i + 1]));
        }
        return Map.copyOf(numbers);
    }
}

"""Which certificate URLs are Amazon's: the examples of Amazon's own documentation and what an attacker would try."""

import pytest

from skill.channels.alexa.chain_url import ChainUrlRefused, checked_chain_path


@pytest.mark.parametrize(
    "url",
    [
        "https://s3.amazonaws.com/echo.api/echo-api-cert.pem",
        "https://s3.amazonaws.com:443/echo.api/echo-api-cert.pem",
        "https://s3.amazonaws.com/echo.api/../echo.api/echo-api-cert.pem",
        "HTTPS://S3.AmazonAWS.com/echo.api/echo-api-cert.pem",
    ],
)
def test_amazons_urls_pass_and_name_one_path(url: str) -> None:
    assert checked_chain_path(url) == "/echo.api/echo-api-cert.pem"


@pytest.mark.parametrize(
    ("url", "because"),
    [
        ("http://s3.amazonaws.com/echo.api/echo-api-cert.pem", "https"),
        ("https://notamazon.com/echo.api/echo-api-cert.pem", "host"),
        ("https://s3.amazonaws.com.evil.example/echo.api/echo-api-cert.pem", "host"),
        ("https://s3.amazonaws.com@evil.example/echo.api/echo-api-cert.pem", "host"),
        ("https://evil@s3.amazonaws.com/echo.api/echo-api-cert.pem", "host"),
        ("https://s3.amazonaws.com/EcHo.aPi/echo-api-cert.pem", "path"),
        ("https://s3.amazonaws.com/invalid.path/echo-api-cert.pem", "path"),
        ("https://s3.amazonaws.com/echo.api/../evil/echo-api-cert.pem", "path"),
        ("https://s3.amazonaws.com/echo.api/%2e%2e/evil/cert.pem", "plain"),
        ("https://s3.amazonaws.com/echo.api/..\\evil\\cert.pem", "plain"),
        ("https://s3.amazonaws.com/echo.api/cert.pem?x=/../evil", "plain"),
        ("https://s3.amazonaws.com//evil/echo.api/cert.pem", "path"),
        ("https://s3.amazonaws.com/echo.api", "path"),
        ("https://s3.amazonaws.com:563/echo.api/echo-api-cert.pem", "port"),
        ("https://s3.amazonaws.com:no/echo.api/echo-api-cert.pem", "malformed"),
        ("https://[::1/echo.api/echo-api-cert.pem", "malformed"),
        ("https://s3.amazonaws.com/echo.api/" + "a" * 500, "long"),
        ("", "https"),
    ],
)
def test_any_other_url_is_refused_with_its_reason(url: str, because: str) -> None:
    with pytest.raises(ChainUrlRefused, match=because):
        checked_chain_path(url)
